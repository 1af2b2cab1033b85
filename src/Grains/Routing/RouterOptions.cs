using Orchestrator.Policies.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>Settings of the router grains (section "Router").</summary>
public sealed class RouterOptions
{
    /// <summary>Whether prefill and decode of one request go to different workers.</summary>
    public Disaggregate Disaggregate { get; set; } = Disaggregate.Auto;

    /// <summary>Under auto: prompts are split that leave a decode worker at least this many tokens to compute.</summary>
    public int DisaggregateFrom { get; set; } = 128;

    /// <summary>Requests of one class of priorities that may wait when every worker is full.</summary>
    public int MaxWaiting { get; set; } = 4096;

    /// <summary>How the worker for a prompt is chosen.</summary>
    public RoutingRule Rule { get; set; } = RoutingRule.Default;

    /// <summary>How long a prompt that was just placed attracts others that begin like it, before the index knows its blocks.</summary>
    public TimeSpan SiblingLife { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Seeds the random tie-breaks; null draws one.</summary>
    public int? Seed { get; set; }

    internal RoutingOptions ToPolicy() => new() { Disaggregate = Disaggregate, DisaggregateFrom = DisaggregateFrom, MaxWaiting = MaxWaiting, Rule = Rule };
}
