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

    public required int Tokens { get; set; }
    public ToyState State { get; set; }
    public int Computed { get; set; }
    public int Blocks { get; set; }
    public int Preemptions { get; set; }

    /// <summary>Steps until the transfer in hand ends.</summary>
    public int Transfer { get; set; }

    public int Output => Tokens - Prompt;

    public SequenceView ToView() => new(Tokens, Computed, Blocks, Priority, Arrival, State == ToyState.Running, Pinned: IsExported);
}
