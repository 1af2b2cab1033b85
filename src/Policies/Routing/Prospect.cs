namespace Orchestrator.Policies.Routing;

/// <summary>What a rule knows of one worker when it places one prompt.</summary>
public readonly record struct Prospect
{
    /// <summary>Prompt tokens that come before this one there, what was just handed out included.</summary>
    public required double WaitingTokens { get; init; }

    /// <summary>Leading tokens of the prompt whose keys and values are there, in any tier.</summary>
    public required int CachedTokens { get; init; }

    /// <summary>Those of them that have to be copied from the host's memory first.</summary>
    public int HostTokens { get; init; }

    /// <summary>Prompt tokens it computes per second; above 0.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Seconds of prefill that the router has lately given it, older ones counting less.</summary>
    public double RecentSeconds { get; init; }

    /// <summary>Sequences it has to serve.</summary>
    public required int Sequences { get; init; }

    /// <summary>KV tokens that its sequences hold.</summary>
    public double HeldTokens { get; init; }

    /// <summary>Number of its newest assignment; 0 for none.</summary>
    public long NewestAssignment { get; init; }

    /// <summary>What decoding there costs, in seconds, when the same worker would decode; 0 for the prompt alone.</summary>
    public double DecodeSeconds { get; init; }
}
