using System.Text;
using Orchestrator.LoadTests.Scenarios;
using Orchestrator.LoadTests.SelfCheck;

namespace Orchestrator.LoadTests.Options;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    public static string OfAll() => $"{OfScenarios()}  {SelfCheckCommand.Name,-14} {SelfCheckCommand.Summary}\n";

    public static string OfScenarios()
    {
        var text = new StringBuilder("usage: loadtests SCENARIO [options]    (loadtests SCENARIO --help for its options)\n\n");
        foreach (var scenario in AllScenarios.List) text.Append($"  {scenario.Name,-14} {scenario.Summary}\n");
        return text.ToString();
    }

    public static string Of(string name, string summary, IReadOnlyList<OptionSpec> options)
    {
        var text = new StringBuilder($"usage: loadtests {name} [options]\n\n{summary}\n\n");
        var width = options.Max(o => o.Name.Length + o.Form.Length + 1);
        foreach (var option in options) text.Append($"  {$"{option.Name} {option.Form}".PadRight(width)}  {option.Meaning}{(option.Default.Length > 0 ? $" [{option.Default}]" : "")}\n");
        return text.ToString();
    }
}
