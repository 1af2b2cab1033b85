using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.KvIndex;

/// <summary>How far a shard has followed one life of a worker.</summary>
/// <param name="life">The life.</param>
/// <param name="slot">Its number in the tables.</param>
internal sealed class KnownLife(WorkerLife life, int slot)
{
    public WorkerLife Life { get; } = life;

    public int Slot { get; } = slot;

    /// <summary>All batches up to this one are in the tables.</summary>
    public long Applied { get; set; }

    /// <summary>The newest batch that its renewals tell of.</summary>
    public long Reported { get; set; }

    /// <summary>The last reconciliation in which the pool named it.</summary>
    public long NamedIn { get; set; }

    /// <summary>Since when the pool's lists lack it; null while they have it.</summary>
    public TimeSpan? MissingSince { get; set; }

    /// <summary>Since when nothing has come while something is missing; null while nothing is.</summary>
    public TimeSpan? BehindSince { get; private set; }

    /// <summary>When its snapshot was last asked for, or a part of it came.</summary>
    public TimeSpan? Asked { get; set; }

    /// <summary>Batches after one that is missing.</summary>
    public SortedDictionary<long, KvEventBatch> Later { get; } = [];

    /// <summary>The snapshot that is arriving.</summary>
    public IncomingSnapshot? Incoming { get; set; }

    private bool IsBehind => Later.Count > 0 || Reported > Applied;

    public void Keep(KvEventBatch batch, int max)
    {
        Later[batch.Number] = batch;
        // The newest are worth most: a snapshot will stand for the others.
        if (Later.Count > max) Later.Remove(Later.First().Key);
    }

    /// <summary>Notes whether something is missing.</summary>
    public void Look(TimeSpan now) => BehindSince = IsBehind ? BehindSince ?? now : null;

    /// <summary>Something came: what is still missing has its time anew.</summary>
    public void Progress(TimeSpan now) => BehindSince = IsBehind ? now : null;
}
