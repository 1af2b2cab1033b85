using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Contracts.KvCache;

/// <summary>
/// Which workers hold which blocks, for all chains whose first block falls into one shard. Key: <see cref="KvShards.Key"/>. Soft state:
/// built from the events on the stream of the same key, and from snapshots where events are missing.
/// </summary>
[Alias("orchestrator.IKvShardGrain")]
public interface IKvShardGrain : IGrainWithStringKey
{
    /// <summary>Of a prompt's blocks, how many leading ones each worker holds; workers that hold none are left out. It never awaits.</summary>
    /// <param name="names">The prompt's chain, packed by <see cref="BlockNames"/>.</param>
    [Alias("Overlap")]
    [ResponseTimeout("00:00:01")]
    Task<ImmutableArray<KvOverlap>> Overlap([Immutable] byte[] names);

    /// <summary>
    /// Compares what the shard knows with what the pool's workers have said: forgets lives that are not there, and answers those of whom it
    /// needs a snapshot, because a batch is missing or because it has never heard of them.
    /// </summary>
    /// <param name="workers">All lives of the pool that serve.</param>
    [Alias("Reconcile")]
    [ResponseTimeout("00:00:02")]
    Task<ImmutableArray<WorkerLife>> Reconcile(ImmutableArray<KvProgress> workers);

    /// <summary>Takes one part of a snapshot that the shard has asked for.</summary>
    [Alias("TakeSnapshot")]
    [ResponseTimeout("00:00:02")]
    Task TakeSnapshot(KvSnapshotPart part);

    /// <summary>Number of (block, worker) pairs known, and of different blocks.</summary>
    [Alias("Size")]
    Task<KvIndexSize> Size();
}
