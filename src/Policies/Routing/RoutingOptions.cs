namespace Orchestrator.Policies.Routing;

/// <summary>Settings of the router.</summary>
public sealed record RoutingOptions
{
    public Disaggregate Disaggregate { get; init; } = Disaggregate.Auto;

    /// <summary>Under <see cref="Disaggregate.Auto"/>: prompts of at least this many tokens are split. A shorter one costs a decode worker about one step.</summary>
    public int DisaggregateFrom { get; init; } = 128;

    /// <summary>Requests that may wait in the router when every worker is full; one more is refused.</summary>
    public int MaxWaiting { get; init; } = 4096;
}
