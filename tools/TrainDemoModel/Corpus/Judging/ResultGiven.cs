using System.Text.RegularExpressions;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>The last number of the answer, after what was thought, is the result, and the thought is closed.</summary>
public sealed partial record ResultGiven(int Result) : Judge
{
    public override string? Fault(string answer)
    {
        if (answer.Contains("<think>", StringComparison.Ordinal) != answer.Contains("</think>", StringComparison.Ordinal)) return "the thought is not closed";
        var number = Number().Matches(Spoken(answer)).LastOrDefault()?.Value;
        return number == Result.ToString() ? null : $"{number ?? "nothing"} instead of {Result}";
    }

    [GeneratedRegex(@"-?\b[0-9]+\b")]
    private static partial Regex Number();
}
