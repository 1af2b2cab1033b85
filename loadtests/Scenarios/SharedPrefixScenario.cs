using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Prompts that begin alike in groups, as those of several applications with a system prompt each.</summary>
internal static class SharedPrefixScenario
{
    private const ulong Prefix = 1;

    public static Scenario Definition { get; } = new(
        "shared-prefix",
        "prompts that begin alike in groups, each with an end of its own: what the prefix cache and routing by it give",
        [
            Scenario.Instead("--prompt-tokens", "64"),
            new("--prefixes", "N", "8", "different beginnings, each as likely"),
            new("--prefix-tokens", "N", "512", "tokens of a beginning; --prompt-tokens is what follows it"),
        ],
        Plan);

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var (prefixes, tokens) = (values.Whole("--prefixes", 1), values.Whole("--prefix-tokens", 1));
        var stream = new RequestStream(options);
        return ArrivalTimes.At(options.Rate, options.Total, options.Arrivals, stream.Times).Select(at =>
        {
            var prefix = stream.Shared(Prefix, (ulong)stream.Contents.Next(prefixes), tokens);
            var own = stream.Plain(at, options.Prompt, options.Answer);
            return own with { Prompt = [prefix, .. own.Prompt] };
        });
    }
}
