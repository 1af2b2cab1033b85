namespace Orchestrator.Simulator.Fleet;

/// <summary>Where a request stands.</summary>
internal enum RequestState
{
    /// <summary>In the router's line.</summary>
    Waiting,

    /// <summary>On its way to a worker, or with one.</summary>
    Placed,

    /// <summary>Answered.</summary>
    Done,

    /// <summary>Turned away: the line was full, its time ran out, no worker could ever hold it, or too many workers failed under it.</summary>
    Shed,
}
