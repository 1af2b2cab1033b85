namespace Orchestrator.Workers.Engine;

/// <summary>Where a sequence is in a worker.</summary>
public enum SequenceState
{
    /// <summary>Accepted, without KV blocks.</summary>
    Waiting,

    /// <summary>Has blocks and takes part in steps.</summary>
    Running,

    /// <summary>It is to go on elsewhere, and its KV waits for the other worker's acknowledgement, or for the name of another worker.</summary>
    HandingOff,

    /// <summary>Its KV is on the way from another worker.</summary>
    Importing,
}
