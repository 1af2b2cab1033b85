using System.Text.RegularExpressions;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>Which metrics a PromQL expression names.</summary>
internal static partial class Expression
{
    private static readonly string[] s_words = ["and", "or", "unless", "bool", "offset", "group_left", "group_right", "Inf", "NaN"];

    /// <summary>Whatever is neither label, function, range nor word of the language.</summary>
    public static IEnumerable<string> Metrics(string expression) =>
        NamePattern().Matches(LabelsPattern().Replace(expression, " ")).Select(m => m.Value).Where(name => !s_words.Contains(name)).Distinct();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|""[^""]*""|\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex LabelsPattern();

    // A function is followed by a bracket; a number begins with a digit.
    [GeneratedRegex(@"(?<![\w:.$])[a-zA-Z_:][a-zA-Z0-9_:]*\b(?!\s*\()")]
    private static partial Regex NamePattern();
}
