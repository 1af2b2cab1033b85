namespace Orchestrator.Contracts.Pools;

/// <summary>What the autoscaler of a pool may do.</summary>
public enum ScalingMode
{
    /// <summary>Decides, and orders the shifts it has decided on.</summary>
    Active,

    /// <summary>Decides and logs what it would do; orders nothing.</summary>
    Advisory,

    /// <summary>Does not decide.</summary>
    Off,
}
