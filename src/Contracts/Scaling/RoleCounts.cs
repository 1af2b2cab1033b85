using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.Scaling;

/// <summary>How many workers of a pool have which role.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.RoleCounts")]
public readonly record struct RoleCounts([property: Id(0)] int Prefill, [property: Id(1)] int Decode, [property: Id(2)] int Mixed)
{
    /// <summary>All of them.</summary>
    public int All => Prefill + Decode + Mixed;

    /// <summary>Of one role.</summary>
    public int Of(WorkerRole role) => role switch
    {
        WorkerRole.Prefill => Prefill,
        WorkerRole.Decode => Decode,
        _ => Mixed,
    };

    /// <summary>With one more of a role, or fewer.</summary>
    public RoleCounts With(WorkerRole role, int change) => role switch
    {
        WorkerRole.Prefill => this with { Prefill = Prefill + change },
        WorkerRole.Decode => this with { Decode = Decode + change },
        _ => this with { Mixed = Mixed + change },
    };

    public override string ToString() => Mixed == 0 ? $"{Prefill} prefill, {Decode} decode" : Prefill + Decode == 0 ? $"{Mixed} mixed" : $"{Prefill} prefill, {Decode} decode, {Mixed} mixed";
}
