namespace Orchestrator.Workers.Engine;

/// <summary>Where a sequence is in a worker.</summary>
public enum SequenceState
{
    /// <summary>Accepted, without KV blocks.</summary>
    Waiting,

    /// <summary>Has blocks and takes part in steps.</summary>
    Running,

    /// <summary>Its prompt is done here and its KV waits for the decode worker's acknowledgement, or for a new decode worker.</summary>
    HandingOff,

    /// <summary>Its KV is on the way from a prefill worker.</summary>
    Importing,
}
