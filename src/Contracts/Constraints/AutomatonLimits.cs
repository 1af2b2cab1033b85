namespace Orchestrator.Contracts.Constraints;

/// <summary>How large a token automaton may be; checked wherever one enters a process.</summary>
public sealed record AutomatonLimits
{
    /// <summary>What the canonical form can number.</summary>
    public const int MostNumbered = ushort.MaxValue;

    /// <summary>States; schemas of some hundred fields stay below.</summary>
    public int States { get; init; } = 32_768;

    /// <summary>Classes of tokens that no state tells apart.</summary>
    public int Classes { get; init; } = 8_192;

    /// <summary>Length of the canonical form: a quarter of what a worker keeps by default, so that one automaton does not displace all others.</summary>
    public int Bytes { get; init; } = 16 << 20;
}
