namespace Orchestrator.Workers.Engine;

/// <summary>Limits of one worker's engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Sequences with KV blocks at the same time.</summary>
    public int MaxRunning { get; init; } = 64;

    /// <summary>Sequences accepted and not yet running; beyond that the worker answers busy.</summary>
    public int MaxWaiting { get; init; } = 192;

    /// <summary>New tokens per step: large enough to fill the device with prefill, small enough to keep the pace of running answers.</summary>
    public int TokenBudget { get; init; } = 256;

    /// <summary>Tokens of prompt and answer together.</summary>
    public required int MaxContext { get; init; }

    /// <summary>Room reserved for a transfer that shows no progress is taken back after this time.</summary>
    public TimeSpan ImportPatience { get; init; } = TimeSpan.FromSeconds(10);
}
