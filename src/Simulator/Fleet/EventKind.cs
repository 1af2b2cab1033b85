namespace Orchestrator.Simulator.Fleet;

/// <summary>Kinds of events in a fleet.</summary>
internal enum EventKind
{
    /// <summary>A request reaches the worker it was sent to.</summary>
    Delivery,

    /// <summary>A worker's step is done.</summary>
    StepEnd,

    /// <summary>A sequence's keys and values have reached the worker that decodes it.</summary>
    TransferEnd,

    /// <summary>A worker dies.</summary>
    Failure,

    /// <summary>A worker is there (again), with empty memory.</summary>
    Start,

    /// <summary>The lease of a worker that died runs out.</summary>
    Lease,

    /// <summary>A worker becomes slow for a while, or itself again.</summary>
    Pace,

    /// <summary>A worker has taken on its new role.</summary>
    Shifted,

    /// <summary>A worker has room that somebody has given up.</summary>
    Room,

    /// <summary>Whoever assigns roles has its turn.</summary>
    Tick,
}
