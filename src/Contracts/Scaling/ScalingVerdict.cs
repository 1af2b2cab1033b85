namespace Orchestrator.Contracts.Scaling;

/// <summary>What the autoscaler made of what it saw, in a word.</summary>
public enum ScalingVerdict
{
    /// <summary>Too little is known of the demand or of the workers.</summary>
    Unknown,

    /// <summary>The roles are the best there are, or no other ones are better by enough.</summary>
    Fits,

    /// <summary>Other roles would be better, and nobody is busy enough for it to matter.</summary>
    Idle,

    /// <summary>Other roles would be better, and dwell times, pins, holds or limits forbid them for now.</summary>
    Waits,

    /// <summary>Other roles would be better, and changing takes too long to pay.</summary>
    TooDear,

    /// <summary>Roles are to change.</summary>
    Shifts,
}
