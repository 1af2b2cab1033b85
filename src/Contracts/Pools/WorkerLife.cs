namespace Orchestrator.Contracts.Pools;

/// <summary>One process of a worker. A restarted worker keeps its id and gets a new life.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkerLife")]
public readonly record struct WorkerLife([property: Id(0)] WorkerId Worker, [property: Id(1)] Guid Life)
{
    public override string ToString() => $"{Worker}/{Life.ToString("N")[..8]}";
}
