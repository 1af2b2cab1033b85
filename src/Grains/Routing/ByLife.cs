using Orchestrator.Contracts.Pools;

namespace Orchestrator.Grains.Routing;

/// <summary>Finds workers by the random half of their lives' names alone: a plan looks up every worker of the pool, and hashing its text would take longest.</summary>
internal sealed class ByLife : IEqualityComparer<WorkerLife>
{
    public static ByLife Comparer { get; } = new();

    public bool Equals(WorkerLife x, WorkerLife y) => x.Life == y.Life && x.Worker.Value == y.Worker.Value;

    public int GetHashCode(WorkerLife life) => life.Life.GetHashCode();
}
