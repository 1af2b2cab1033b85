namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Every scenario, in the order of help.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<Scenario> List { get; } =
    [
        SteadyScenario.Definition,
        BurstScenario.Definition,
        LongPromptScenario.Definition,
        SharedPrefixScenario.Definition,
        MultiTurnScenario.Definition,
        MixShiftScenario.Definition,
        TraceScenario.Definition,
        SoakScenario.Definition,
        RoleShiftScenario.Definition,
    ];
}
