namespace Orchestrator.Contracts.KvCache;

/// <summary>Where a worker keeps a block, the fastest first. Lower tiers cost a copy before the block can be used.</summary>
public enum KvTier : byte
{
    /// <summary>The memory that the kernels read.</summary>
    Device,

    /// <summary>The host's memory.</summary>
    Host,
}
