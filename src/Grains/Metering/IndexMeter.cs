using System.Diagnostics.Metrics;
using Orchestrator.Policies.KvIndex;

namespace Orchestrator.Grains.Metering;

/// <summary>Measures a shard of the index of KV blocks.</summary>
internal static class IndexMeter
{
    private static readonly LiveGauge<long> s_blocks = new("orchestrator.kv.index.blocks", "{block}", "Different blocks that a shard knows.");
    private static readonly LiveGauge<long> s_holdings = new("orchestrator.kv.index.holdings", "{place}", "Pairs of a block and a worker that holds it, in a shard.");
    private static readonly LiveGauge<long> s_lag = new("orchestrator.kv.index.lag", "{batch}", "Batches of events that workers have numbered and a shard has not applied, over all workers.");
    private static readonly Counter<long> s_snapshots = GrainMeter.Meter.CreateCounter<long>("orchestrator.kv.index.snapshots", "{snapshot}", "Snapshots that a shard has asked for, because something was lost.");

    /// <param name="shard">Its key, of which a pool has a few: "pool/number".</param>
    /// <param name="index">What it knows.</param>
    public static void Look(string shard, KvShardIndex index)
    {
        var (pool, number) = Labels(shard);
        var size = index.Size;
        s_blocks.Record(shard, size.Blocks, pool, number);
        s_holdings.Record(shard, size.Holdings, pool, number);
        s_lag.Record(shard, index.Lag, pool, number);
        s_snapshots.Add(0, pool, number);
    }

    /// <summary>The shard leaves this process.</summary>
    public static void Gone(string shard)
    {
        s_blocks.Forget(shard);
        s_holdings.Forget(shard);
        s_lag.Forget(shard);
    }

    public static void Asked(string shard, int snapshots)
    {
        var (pool, number) = Labels(shard);
        s_snapshots.Add(snapshots, pool, number);
    }

    private static (KeyValuePair<string, object?> Pool, KeyValuePair<string, object?> Shard) Labels(string shard)
    {
        var cut = shard.LastIndexOf('/');
        return (GrainMeter.Pool(cut < 0 ? shard : shard[..cut]), GrainMeter.Label("shard", shard[(cut + 1)..]));
    }
}
