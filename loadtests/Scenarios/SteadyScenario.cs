using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>One rate, one kind of request.</summary>
internal static class SteadyScenario
{
    public static Scenario Definition { get; } = new("steady", "one rate, prompts that have nothing in common", [], (_, options) => Plan(options));

    public static IEnumerable<LoadRequest> Plan(LoadOptions options)
    {
        var stream = new RequestStream(options);
        return ArrivalTimes.At(options.Rate, options.Total, options.Arrivals, stream.Times).Select(at => stream.Plain(at, options.Prompt, options.Answer));
    }
}
