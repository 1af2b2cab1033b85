namespace Orchestrator.Simulator.Replay;

/// <summary>Which block a full worker gives up.</summary>
public enum EvictionRule
{
    /// <summary>As the workers do: <see cref="Policies.Eviction.EvictionPolicy"/>.</summary>
    Worth,

    /// <summary>The one used longest ago; of a prompt's blocks the first was used first.</summary>
    Lru,
}
