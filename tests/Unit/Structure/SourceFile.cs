using System.Text.RegularExpressions;

namespace Orchestrator.Unit.Structure;

/// <summary>One C# file.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Text">All of it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private string? _code;

    /// <summary>The text without comments and literals.</summary>
    public string Code => _code ??= CommentOrLiteral().Replace(Text, m => m.Value[0] == '/' ? " " : "\"\"");

    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>The namespace; null when the file has none (a program's top-level statements).</summary>
    public string? Namespace => NamespaceLine().Match(Code) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>Namespace that the folders ask for: Orchestrator, project, folders. Files that all test projects share stand in tests itself.</summary>
    public string ExpectedNamespace
    {
        get
        {
            var folders = Path.Split('/')[..^1];
            if (folders is ["tests"]) return "Orchestrator.Tests";
            if (folders[0] is "src" or "tests") folders = folders[1..];
            return $"Orchestrator.{string.Join('.', folders)}";
        }
    }

    /// <summary>Names of all types it declares, nested ones too.</summary>
    public IEnumerable<string> Types => AnyType().Matches(Code).Select(m => m.Groups["name"].Value);

    /// <summary>Names of the public types that are not nested.</summary>
    public IEnumerable<string> PublicTypes => PublicType().Matches(Code).Select(m => m.Groups["name"].Value).Distinct();

    public override string ToString() => Path;

    [GeneratedRegex("""
        //[^\n]* | /\*.*?\*/ | \$*\"{3,}.*?\"{3,} | \$?@\$?"(?:""|[^"])*" | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)\s+(?!class\b|struct\b)(?<name>[A-Z]\w*)")]
    private static partial Regex AnyType();

    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|partial|readonly|ref|unsafe|record|delegate)\s+)*(?:(?:class|struct|interface|enum|record)\s+|(?<=delegate\s+)[\w<>?\[\]]+\s+)(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
