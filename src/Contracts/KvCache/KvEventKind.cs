namespace Orchestrator.Contracts.KvCache;

/// <summary>What happened to one block of a worker's cache.</summary>
public enum KvEventKind : byte
{
    /// <summary>The block can be found from now on.</summary>
    Stored,

    /// <summary>The block can no longer be found.</summary>
    Removed,

    /// <summary>Nothing of this shard can be found any more; the event names no block.</summary>
    Cleared,
}
