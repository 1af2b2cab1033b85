namespace Orchestrator.Contracts.Pools;

/// <summary>Whether the autoscaler may let workers serve both sides at once.</summary>
public enum MixedServing
{
    /// <summary>Where the measured cost of a mixed step makes it better.</summary>
    Auto,

    /// <summary>No worker gets the mixed role; one of the other role still helps out where a target would be missed.</summary>
    Never,

    /// <summary>Every worker that is not pinned or held serves both.</summary>
    Always,
}
