namespace Orchestrator.Policies.Routing;

/// <summary>Whether prefill and decode of one request go to different workers (--disaggregate).</summary>
public enum Disaggregate
{
    /// <summary>When the prompt is long enough to pay for moving its KV.</summary>
    Auto,

    /// <summary>Whenever there are two workers.</summary>
    Always,

    /// <summary>One worker does both.</summary>
    Never,
}
