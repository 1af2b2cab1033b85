using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>A long, even load of which a part goes away in the middle of its answer.</summary>
internal static class SoakScenario
{
    public const string Name = "soak", Watch = "--watch-every";

    public static Scenario Definition { get; } = new(
        Name,
        "a long, even load, a part of whose clients go away in mid-answer; watches /metrics and /admin/workers, where it may, for what only grows",
        [
            Scenario.Instead("--duration", "600"),
            Scenario.Instead("--warmup", "30"),
            Scenario.Instead("--rate", "5"),
            new("--cancel-share", "SHARE", "0.1", "of the requests that the client leaves after some chunks, from 0 to 1"),
            new(Watch, "SECONDS", "5", "from look to look at the server"),
            AdminKeySpec,
        ],
        Plan);

    public static OptionSpec AdminKeySpec => new("--admin-key", "KEY", "", "default: ORCHESTRATOR_ADMIN_KEY");

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var share = values.Number("--cancel-share", 0, 1);
        var chance = new Random(options.Seed);
        return SteadyScenario.Plan(options).Select(request => chance.NextDouble() < share ? request with { CancelAfter = chance.Next(1, Math.Max(2, request.AnswerTokens)) } : request);
    }
}
