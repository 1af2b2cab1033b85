using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Traffic that moves from long prompts with short answers to short prompts with long answers, and back.</summary>
internal static class MixShiftScenario
{
    public static Scenario Definition { get; } = new(
        "mix-shift",
        "the mix moves smoothly between long prompts with short answers and short prompts with long answers: whether roles follow",
        [
            Scenario.Instead("--duration", "120"),
            Scenario.Instead("--rate", "4"),
            Scenario.Instead("--slo-ttft", "2"),
            Scenario.Instead("--prompt-tokens", "64"),
            Scenario.Instead("--answer-tokens", "256"),
            new("--long-tokens", "N|LEAST-MOST", "2000", "prompt of a request with a short answer; the others have --prompt-tokens and --answer-tokens"),
            new("--short-answer", "N|LEAST-MOST", "16", "answer to a long prompt"),
            new("--cycles", "N", "1", "from mostly long prompts to mostly long answers and back, in the run; 0.5 ends there"),
        ],
        Plan);

    /// <summary>Share of long prompts at a part of the run, 0 to 1: at first all, half a cycle later none.</summary>
    public static double LongShare(double part, double cycles) => (1 + Math.Cos(2 * Math.PI * cycles * Math.Clamp(part, 0, 1))) / 2;

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var (tokens, answer, cycles) = (values.Range("--long-tokens", least: 1), values.Range("--short-answer", least: 1), values.Positive("--cycles"));
        var stream = new RequestStream(options);
        return ArrivalTimes.At(options.Rate, options.Total, options.Arrivals, stream.Times).Select(at =>
        {
            var isLong = stream.Contents.NextDouble() < LongShare((at - options.Warmup) / options.Duration, cycles);
            return stream.Plain(at, isLong ? tokens : options.Prompt, isLong ? answer : options.Answer) with { Group = isLong ? "long prompt" : "long answer" };
        });
    }
}
