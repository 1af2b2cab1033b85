namespace Orchestrator.Contracts.Pools;

/// <summary>Where a worker is in its life.</summary>
public enum WorkerState
{
    /// <summary>Reading weights or compiling kernels; takes no work yet.</summary>
    Loading,

    /// <summary>Serves its role.</summary>
    Ready,

    /// <summary>Finishes what runs and takes nothing new.</summary>
    Draining,

    /// <summary>A step takes far longer than it should: not routed to until it ends.</summary>
    Stalled,

    /// <summary>Has not renewed its lease; known to the pool, not to the router.</summary>
    Lost,
}
