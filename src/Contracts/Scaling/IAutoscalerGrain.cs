using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orleans.Concurrency;

namespace Orchestrator.Contracts.Scaling;

/// <summary>Watches a pool and shifts its workers between prefill and decode as the pool's policy allows. Key: the pool's name.</summary>
[Alias("orchestrator.IAutoscalerGrain")]
public interface IAutoscalerGrain : IGrainWithStringKey
{
    /// <summary>Keeps the autoscaler awake; the pool says so from time to time.</summary>
    [AlwaysInterleave]
    [Alias("Watch")]
    [ResponseTimeout("00:00:02")]
    Task Watch();

    /// <summary>The last decisions, the newest first. Decisions to do nothing are entered when they are others than the one before.</summary>
    /// <param name="limit">Entries at most.</param>
    [AlwaysInterleave]
    [Alias("Decisions")]
    [ResponseTimeout("00:00:02")]
    Task<ImmutableArray<ScalingRecord>> Decisions(int limit);

    /// <summary>What would be decided now under a policy; nothing is done and nothing remembered.</summary>
    [AlwaysInterleave]
    [Alias("Preview")]
    [ResponseTimeout("00:00:02")]
    Task<ScalingRecord> Preview(PoolPolicy policy);
}
