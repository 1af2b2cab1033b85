using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Grains.Pools;

/// <summary>Settings of the pool grains (section "Pool").</summary>
public sealed class PoolOptions
{
    /// <summary>How long a silent worker is still routed to. At least 3 s, to ride out the loss of one silo.</summary>
    public TimeSpan Lease { get; set; } = MembershipOptions.Default.Lease;

    /// <summary>How long a lost worker stays in the admin API's list.</summary>
    public TimeSpan Forget { get; set; } = MembershipOptions.Default.Forget;

    /// <summary>How often the router hears of changes at most.</summary>
    public TimeSpan PublishPeriod { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How soon the orders of workers that have joined are stored.</summary>
    public TimeSpan StorePeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The autoscaler's mode where no policy has been set yet.</summary>
    public ScalingMode Scaling { get; set; } = ScalingMode.Active;

    /// <summary>How soon an autoscaler whose silo has ended wakes up on another one.</summary>
    public TimeSpan WatchPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Into how many shards the index of KV blocks is cut; 0 for none. One prompt asks one shard, and prompts that begin alike the same: more shards than different beginnings are of no use.</summary>
    public int KvShards { get; set; } = 4;

    /// <summary>The pools that this silo was started for; empty: any. Workers of others can join, but are most likely a mistake.</summary>
    public IReadOnlyList<string> Served { get; set; } = [];

    internal MembershipOptions ToPolicy() => new(Lease, Forget);
}
