namespace Orchestrator.Contracts.Pools;

/// <summary>The stable name of a worker: host and slot. It outlives the process; each process is a new life.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.WorkerId")]
public readonly record struct WorkerId([property: Id(0)] string Value)
{
    public override string ToString() => Value;
}
