using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Grains.Pools;

/// <summary>What a pool keeps over restarts.</summary>
[GenerateSerializer, Alias("orchestrator.StoredPool")]
public sealed record StoredPool
{
    /// <summary>Skipped when the store was damaged: more than the versions and epochs that may have been lost.</summary>
    public const int Skipped = 1000;

    [Id(0)] public PoolPolicyDocument Policy { get; init; } = PoolPolicyDocument.Unset;

    /// <summary>The orders of every worker that was ever here, by id.</summary>
    [Id(1)] public ImmutableSortedDictionary<string, Placement> Workers { get; init; } = ImmutableSortedDictionary<string, Placement>.Empty;

    /// <summary>The last changes, the oldest first.</summary>
    [Id(2)] public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    /// <summary>Changes so far, those no longer in <see cref="Audit"/> too.</summary>
    [Id(3)] public long Changes { get; init; }

    /// <summary>How often the store had been damaged when this was written.</summary>
    [Id(4)] public int Damages { get; init; }

    /// <summary>The activation that wrote this, and which of its writes it is.</summary>
    [Id(5)] public Guid Writer { get; init; }

    [Id(6)] public long Writes { get; init; }

    /// <summary>The same with the autoscaler in this mode, unless somebody has set a policy.</summary>
    public StoredPool Beginning(ScalingMode mode) =>
        Policy.ChangedAt is not null || Policy.Policy.Mode == mode ? this : this with { Policy = Policy with { Policy = Policy.Policy with { Mode = mode } } };

    /// <summary>The same after damage that it does not know of: what came later may be lost, and no number of it is given out again.</summary>
    public StoredPool After(int damages) => damages <= Damages ? this : this with
    {
        Damages = damages,
        Policy = Policy with { Version = Policy.Version + Skipped },
        Workers = Workers.ToImmutableSortedDictionary(w => w.Key, w => w.Value with { Epoch = w.Value.Epoch + Skipped }),
    };
}
