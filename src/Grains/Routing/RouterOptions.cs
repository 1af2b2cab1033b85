using Orchestrator.Policies.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>Settings of the router grains (section "Router").</summary>
public sealed class RouterOptions
{
    /// <summary>Whether prefill and decode of one request go to different workers.</summary>
    public Disaggregate Disaggregate { get; set; } = Disaggregate.Auto;

    /// <summary>Under auto: prompts of at least this many tokens are split.</summary>
    public int DisaggregateFrom { get; set; } = 128;

    /// <summary>Requests that may wait when every worker is full.</summary>
    public int MaxWaiting { get; set; } = 4096;

    /// <summary>Seeds the random tie-breaks; null draws one.</summary>
    public int? Seed { get; set; }

    internal RoutingOptions ToPolicy() => new() { Disaggregate = Disaggregate, DisaggregateFrom = DisaggregateFrom, MaxWaiting = MaxWaiting };
}
