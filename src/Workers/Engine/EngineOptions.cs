using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.KvCache;

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

    /// <summary>A running answer that does not fit the worker's role any more, or holds up its drain, finishes here if that takes no longer; others go on elsewhere.</summary>
    public TimeSpan ShiftLimit { get; init; } = DefaultShiftLimit;

    /// <summary>See <see cref="ShiftLimit"/>; what a client hardly notices, and a shift may take.</summary>
    public static readonly TimeSpan DefaultShiftLimit = TimeSpan.FromSeconds(1);

    /// <summary>Keep the KV of computed tokens and give it to other sequences that begin with the same ones.</summary>
    public bool PrefixCache { get; init; } = true;

    /// <summary>How large one token automaton may be.</summary>
    public AutomatonLimits Automata { get; init; } = new();

    /// <summary>Bytes for the token automata of constrained answers, masks included: some hundred schemas of ordinary size.</summary>
    public long AutomatonMemory { get; init; } = DefaultAutomatonMemory;

    /// <summary>See <see cref="AutomatonMemory"/>.</summary>
    public const long DefaultAutomatonMemory = 64 << 20;

    /// <summary>The model's name, which is its pool's: part of every block's name, as the gateway makes it.</summary>
    public string Model { get; init; } = "";

    /// <summary>Names blocks; tests use one that collides.</summary>
    internal BlockHasher Hasher { get; init; } = BlockHash.Next;
}
