using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Some very long prompts among short ones.</summary>
internal static class LongPromptScenario
{
    public static Scenario Definition { get; } = new(
        "long-prompt",
        "some very long prompts among short ones: whether one long prompt holds up everybody's tokens",
        [
            Scenario.Instead("--rate", "4"),
            Scenario.Instead("--slo-ttft", "2"),
            new("--long-tokens", "N|LEAST-MOST", "8000", "tokens of a long prompt"),
            new("--long-share", "SHARE", "0.1", "of the requests that are long, from 0 to 1"),
        ],
        Plan);

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var (tokens, share) = (values.Range("--long-tokens", least: 1), values.Number("--long-share", 0, 1));
        var stream = new RequestStream(options);
        return ArrivalTimes.At(options.Rate, options.Total, options.Arrivals, stream.Times).Select(at =>
        {
            var isLong = stream.Contents.NextDouble() < share;
            return stream.Plain(at, isLong ? tokens : options.Prompt, options.Answer) with { Group = isLong ? "long" : "short" };
        });
    }
}
