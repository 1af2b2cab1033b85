namespace Orchestrator.Policies.Routing;

/// <summary>Settings of the router.</summary>
public sealed record RoutingOptions
{
    /// <summary>Candidates that a plan keeps for each side, the cheapest ones.</summary>
    public const int KeptCandidates = 16;

    public Disaggregate Disaggregate { get; init; } = Disaggregate.Auto;

    /// <summary>Under <see cref="Disaggregate.Auto"/>: prompts are split that leave a decode worker at least this many tokens to compute. Fewer cost it about one step.</summary>
    public int DisaggregateFrom { get; init; } = 128;

    /// <summary>Under <see cref="Disaggregate.Auto"/>: when workers of the other role help out; null: never.</summary>
    public Borrowing? Borrowing { get; init; }

    /// <summary>Requests of one priority that may wait in the router when every worker is full; one more is refused.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>How the worker for a prompt is chosen.</summary>
    public RoutingRule Rule { get; init; } = RoutingRule.Default;

    /// <summary>Of the default rule.</summary>
    public RoutingWeights Weights { get; init; } = RoutingWeights.Default;

    /// <summary>Tokens of a KV block.</summary>
    public int BlockTokens { get; init; } = Contracts.KvCache.BlockHash.BlockTokens;
}
