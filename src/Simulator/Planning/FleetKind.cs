using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Pareto;

namespace Orchestrator.Simulator.Planning;

/// <summary>What a fleet could be made of; how large is to be found.</summary>
/// <param name="Hardware">Of all its GPUs.</param>
/// <param name="Plan">How the model lies on the GPUs of a worker.</param>
/// <param name="IsSplit">Some workers compute prompts and the others answers, for good; otherwise every worker does both.</param>
internal sealed record FleetKind(HardwareSpec Hardware, ParallelPlan Plan, bool IsSplit)
{
    public string ModeName => IsSplit ? "static" : "aggregated";

    /// <summary>Fewest workers.</summary>
    public int Least => IsSplit ? 2 : 1;

    public override string ToString() => $"{Hardware.Name} {PlanList.Name(Plan)} {ModeName}";
}
