using Orchestrator.Policies.Batching;

namespace Orchestrator.Unit.Batching;

/// <summary>A sequence of the toy engine: tokens are only counted.</summary>
internal sealed class ToySequence
{
    public required int Prompt { get; init; }
    public required int MaxTokens { get; init; }
    public required int Priority { get; init; }
    public required long Arrival { get; init; }

    /// <summary>Its decode runs elsewhere: pinned from admission to the acknowledgement.</summary>
    public required bool IsExported { get; set; }

    /// <summary>Texts of one family begin with the same <see cref="Alike"/> tokens.</summary>
    public required int Family { get; init; }

    public required int Alike { get; init; }

    public required int Tokens { get; set; }
    public ToyState State { get; set; }
    public int Computed { get; set; }
    public List<int> Blocks { get; } = [];
    public int Preemptions { get; set; }

    /// <summary>Steps until the transfer in hand ends.</summary>
    public int Transfer { get; set; }

    public int Output => Tokens - Prompt;

    /// <summary>Names of its full blocks.</summary>
    public ulong[] Chain(int blockSize) => [.. Enumerable.Range(0, Tokens / blockSize).Select(i => (i + 1) * blockSize <= Alike ? (ulong)Family << 32 | (uint)i : (ulong)(1000 + Arrival) << 32 | (uint)i)];

    public SequenceView ToView(int blockSize) => new(Tokens, Computed, Blocks, Chain(blockSize), Priority, Arrival, State == ToyState.Running, Pinned: IsExported);
}
