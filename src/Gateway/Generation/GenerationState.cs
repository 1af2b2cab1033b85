using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Generation;

/// <summary>Where one choice stands, over all its attempts.</summary>
internal sealed record GenerationState(GenerationInput Input, GenerationPhase Phase)
{
    /// <summary>The tokens that the client has, by number, and those that wait for one before them.</summary>
    public TokenOrder Order { get; init; } = new(Input.MaxTokens);

    /// <summary>The last attempt that was planned; 0 before the first.</summary>
    public int LastAttempt { get; init; }

    /// <summary>Attempts that ended by a worker's fault.</summary>
    public int Faults { get; init; }

    /// <summary>Times that a worker did not take the work.</summary>
    public int Refusals { get; init; }

    /// <summary>The numerics of the workers that began the answer; null before there are any.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Some tokens come from other numerics than the first: the answer may differ from an undisturbed one.</summary>
    public bool IsOnOtherNumerics { get; init; }

    /// <summary>Workers that plans are to leave out, each until a question for a place has waited so long.</summary>
    public ImmutableDictionary<WorkerLife, TimeSpan> Shunned { get; init; } = ImmutableDictionary<WorkerLife, TimeSpan>.Empty;

    public GenerationState Shunning(WorkerLife worker, TimeSpan until) =>
        Shunned.TryGetValue(worker, out var known) && known >= until ? this : this with { Shunned = Shunned.SetItem(worker, until) };
}
