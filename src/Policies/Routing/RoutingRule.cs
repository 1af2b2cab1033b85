namespace Orchestrator.Policies.Routing;

/// <summary>How the worker for a prompt is chosen. All but the first are there to compare with, and for users who want them.</summary>
public enum RoutingRule
{
    /// <summary>Least predicted cost: waiting, computing what is not cached, decoding, and an even share of the work.</summary>
    Default,

    /// <summary>Whoever was chosen longest ago.</summary>
    RoundRobin,

    /// <summary>Of two drawn at random, the one with fewer tokens waiting.</summary>
    PowerOfTwo,

    /// <summary>Fewest tokens waiting.</summary>
    LeastLoaded,

    /// <summary>Most of the prompt cached, whatever the load.</summary>
    LongestPrefix,

    /// <summary>SGLang's: the shortest queue when queues differ much, else the longest prefix when it is long enough.</summary>
    Sglang,

    /// <summary>NVIDIA Dynamo's: blocks to be computed, waiting ones included, plus blocks held.</summary>
    Dynamo,
}
