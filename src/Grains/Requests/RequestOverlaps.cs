using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Grains.Pools;

namespace Orchestrator.Grains.Requests;

/// <summary>Asks the shard of a prompt which workers hold its beginning. The answer makes plans better and is never waited for long: without it a prompt is placed by load.</summary>
public sealed partial class RequestOverlaps(TimeProvider time, PoolOptions options, ILogger<RequestOverlaps> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    // The answers of one request are placed one after another: they must not all wait for a shard that is silent.
    private static readonly TimeSpan s_sulk = TimeSpan.FromSeconds(1);

    private long? _silentSince;

    /// <summary>What the pool's workers hold of a prompt; empty when the index is off or does not answer.</summary>
    /// <param name="grains">Finds the shard.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="names">The prompt's chain, packed.</param>
    public async ValueTask<ImmutableArray<KvOverlap>> FindAsync(IGrainFactory grains, string pool, byte[] names)
    {
        if (options.KvShards == 0 || names.Length == 0) return [];
        if (_silentSince is { } since && time.GetElapsedTime(since) < s_sulk) return [];
        var shard = KvShards.Key(pool, KvShards.Of(BlockNames.At(names, 0), options.KvShards));
        try
        {
            return await grains.GetGrain<IKvShardGrain>(shard).Overlap(names).WaitAsync(s_patience, time);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            _silentSince = time.GetTimestamp();
            LogSilent(shard, e.Message);
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "KV shard {Shard} does not say who holds a prompt: {Reason}")]
    private partial void LogSilent(string shard, string reason);
}
