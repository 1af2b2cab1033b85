using System.Collections.Immutable;

namespace Orchestrator.Contracts.Pools;

/// <summary>What an operator wants of a pool: targets, limits, and what the autoscaler may do. Valid only once Policies/Pools has found nothing against it.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.PoolPolicy")]
public sealed record PoolPolicy
{
    public static PoolPolicy Default { get; } = new();

    /// <summary>Target for the time to the first token: this, or twice the time on an idle worker where that is more.</summary>
    [Id(0)] public TimeSpan Ttft { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Target for the time per further token.</summary>
    [Id(1)] public TimeSpan Tpot { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the autoscaler decides and acts.</summary>
    [Id(2)] public ScalingMode Mode { get; init; } = ScalingMode.Active;

    [Id(3)] public RoleLimits Prefill { get; init; } = RoleLimits.None;
    [Id(4)] public RoleLimits Decode { get; init; } = RoleLimits.None;
    [Id(5)] public RoleLimits Mixed { get; init; } = RoleLimits.None;

    /// <summary>Least time between two shifts of one worker by the autoscaler: long enough that a shift pays before it is undone.</summary>
    [Id(6)] public TimeSpan Dwell { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Shifts of the autoscaler that may be under way at one time; null: a quarter of the pool, and at least one.</summary>
    [Id(7)] public int? MaxShiftsPerTick { get; init; }

    /// <summary>How often the autoscaler decides, 1 to 5 s: longer lags behind the traffic.</summary>
    [Id(8)] public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the autoscaler may use mixed roles.</summary>
    [Id(9)] public MixedServing MixedServing { get; init; } = MixedServing.Auto;

    /// <summary>Name of the rule by which prompts are placed; null: the silo's option.</summary>
    [Id(10)] public string? Routing { get; init; }

    [Id(11)] public PriorityRange Priorities { get; init; } = PriorityRange.Any;

    /// <summary>Workers that have a role whatever the traffic, by id. Only a manual order moves them.</summary>
    [Id(12)] public ImmutableSortedDictionary<string, WorkerRole> Pinned { get; init; } = ImmutableSortedDictionary<string, WorkerRole>.Empty;

    [Id(13)] public GpuBudget Budget { get; init; } = GpuBudget.None;

    /// <summary>The limits of a role.</summary>
    public RoleLimits Limits(WorkerRole role) => role switch
    {
        WorkerRole.Prefill => Prefill,
        WorkerRole.Decode => Decode,
        _ => Mixed,
    };
}
