namespace Orchestrator.LoadTests.Scenarios;

/// <summary>An even load while workers change their roles.</summary>
internal static class RoleShiftScenario
{
    public const string Name = "role-shift", Every = "--shift-every";

    public static Scenario Definition { get; } = new(
        Name,
        "an even load while workers are ordered to other roles over the admin API: token gaps with and without a shift in flight",
        [
            Scenario.Instead("--rate", "4"),
            Scenario.Instead("--duration", "60"),
            new(Every, "SECONDS", "5", "from order to order; each takes the next worker, and the next order but one takes it back"),
            SoakScenario.AdminKeySpec,
        ],
        (_, options) => SteadyScenario.Plan(options));
}
