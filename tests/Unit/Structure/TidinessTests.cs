using System.Text.RegularExpressions;
using Xunit;

namespace Orchestrator.Unit.Structure;

/// <summary>The style that a program can check, over every file of the repository.</summary>
public sealed partial class TidinessTests
{
    [Fact]
    public void No_file_is_longer_than_400_lines() => None(SourceTree.CSharp().Where(f => f.Lines > 400).Select(f => $"{f}: {f.Lines}"));

    [Fact]
    public void Half_of_the_files_are_shorter_than_80_lines()
    {
        var lines = SourceTree.CSharp().Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal)).Select(f => f.Lines).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{lines.Count} files, median {lines[lines.Count / 2]}, longest {lines[^1]}");
        Assert.True(lines[lines.Count / 2] < 80);
    }

    [Fact]
    public void A_file_has_one_namespace_for_the_whole_file_and_it_is_that_of_its_folder() => None(
        from file in SourceTree.CSharp()
        where file.Types.Any() && !string.Equals(file.Namespace, file.ExpectedNamespace, file.Path.StartsWith("bench/", StringComparison.Ordinal) || file.Path.StartsWith("loadtests/", StringComparison.Ordinal) || file.Path.StartsWith("tools/", StringComparison.Ordinal) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
        select $"{file}: {file.Namespace ?? "none"}, its folder says {file.ExpectedNamespace}");

    [Fact]
    public void A_file_has_at_most_one_public_type() => None(
        from file in SourceTree.CSharp()
        where file.Path.StartsWith("src/", StringComparison.Ordinal) && file.PublicTypes.Count() > 1
        select $"{file}: {string.Join(", ", file.PublicTypes)}");

    [Fact]
    public void Names_say_what_is_held_or_decided() => None(
        from file in SourceTree.CSharp()
        from type in file.Types
        where EmptyWord().IsMatch(type)
        select $"{file}: {type}");

    [Fact]
    public void Folders_are_nouns_of_the_field() => None(
        from folder in SourceTree.Files().Select(f => Path.GetDirectoryName(f)!.Replace('\\', '/')).Distinct()
        where folder.Split('/').Intersect(["Interfaces", "Models", "Services", "Common", "Utils", "Helpers"]).Any()
        select folder);

    [Fact]
    public void Nothing_is_folded_away_and_nothing_is_left_for_later() => None(
        from file in SourceTree.CSharp()
        from Match match in Unfinished().Matches(file.Text)
        select $"{file}: {match.Value}");

    [Fact]
    public void Tests_wait_for_states_and_never_for_time() => None(
        from file in SourceTree.CSharp()
            // The loops that ask again until a state is reached; everything else goes through them.
        where file.Path.StartsWith("tests/", StringComparison.Ordinal) && Path.GetFileName(file.Path) is not ("Eventually.cs" or "Patience.cs")
        from Match match in Pause().Matches(file.Code)
        select $"{file}: {match.Value}");

    [Fact]
    public void Every_project_locks_its_packages() => None(
        // NBomber is not on every feed, and its project is outside the default build: it takes what its feed has.
        SourceTree.Files(".csproj").Where(p => !p.StartsWith("loadtests/NBomber/", StringComparison.Ordinal) && !File.Exists(Path.Combine(SourceTree.Root(), Path.GetDirectoryName(p)!, "packages.lock.json"))));

    [Fact]
    public void No_file_names_a_package_registry() => None(
        from path in SourceTree.Files()
        let match = Registry().Match(TextOf(path))
        where match.Success
        select $"{path}: {match.Value}");

    private static void None(IEnumerable<string> violations) => Assert.True(!violations.Any(), string.Join('\n', violations));

    private static string TextOf(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(SourceTree.Root(), path));
        // A zero byte early on: not text.
        return bytes.AsSpan(0, Math.Min(bytes.Length, 4096)).Contains((byte)0) ? "" : System.Text.Encoding.UTF8.GetString(bytes);
    }

    [GeneratedRegex("^Data$|(Manager|Helpers?|Utils?|Info|Service|Base)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"^\s*#\s*(end)?region\b|\b(TO[D]O|FIX[M]E|HA[C]K)\b", RegexOptions.Multiline)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\bThread\.Sleep\b|\bTask\.Delay\s*\(")]
    private static partial Regex Pause();

    [GeneratedRegex(@"\b(nuget|myget|pypi|pythonhosted|npmjs|yarnpkg|rubygems|crates|anaconda|jfrog|artifactory|sonatype|maven|golang)\.(org|com|io|apache\.org)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();
}
