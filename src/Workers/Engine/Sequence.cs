using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Policies.Batching;
using Orchestrator.Workers.Constraints;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Metering;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Sampling;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>One choice of a request inside this worker. Touched by the engine's thread alone.</summary>
internal sealed class Sequence
{
    public required AttemptKey Key { get; set; }

    public required Outbox Outbox { get; init; }

    /// <summary>The prompt, then the answer so far.</summary>
    public required List<int> Tokens { get; init; }

    /// <summary>How many of <see cref="Tokens"/> are the prompt.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens it came with: the prompt and what the client already had. Computing these is prefill.</summary>
    public required int GivenTokens { get; init; }

    /// <summary>Length of the whole answer at most.</summary>
    public required int MaxTokens { get; init; }

    public required int MinTokens { get; init; }

    public required SamplingOptions Sampling { get; init; }

    /// <summary>Log probabilities to report per token, the chosen one included; 0 for none.</summary>
    public required int Logprobs { get; init; }

    public required int[] EndTokens { get; init; }

    /// <summary>What its tokens must follow; null: nothing.</summary>
    public Constraint? Constraint { get; set; }

    public required int Priority { get; init; }

    /// <summary>Rises with each accepted sequence; kept when preempted, so the oldest stays first.</summary>
    public required long Arrival { get; init; }

    /// <summary>When nobody wants the answer any more, in <see cref="TimeProvider"/> timestamps.</summary>
    public required long Deadline { get; init; }

    /// <summary>The worker's role when it took this in: what was taken in another role may have to leave.</summary>
    public required WorkerRole Role { get; init; }

    public SequenceState State { get; set; }

    /// <summary>When it passed its stages here.</summary>
    public SequenceCourse Course { get; } = new();

    /// <summary>It should go on elsewhere, and does so as soon as the gateway has found a place.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>When the gateway was last told so, in <see cref="TimeProvider"/> timestamps; null before.</summary>
    public long? SaidLeaving { get; set; }

    /// <summary>Tokens with keys and values in the cache.</summary>
    public int Computed { get; set; }

    /// <summary>Tokens whose keys and values were in the cache when the work came: so much less waits to be computed than it seems.</summary>
    public int FoundAtIntake { get; set; }

    public List<int> Blocks { get; } = [];

    /// <summary>Names of its full blocks; null when it shares nothing.</summary>
    public required BlockChain? Chain { get; init; }

    /// <summary>How many of its first blocks others can find.</summary>
    public int Known { get; set; }

    /// <summary>Whether others may find the blocks it computes from now on.</summary>
    public bool IsSharing { get; set; } = true;

    /// <summary>Of the tokens it came with, how many are counted as computed, cached or imported; a preemption does not take that back.</summary>
    public int Counted { get; set; }

    /// <summary>Of the prompt, how many tokens were in the cache when it first began; null before.</summary>
    public int? CachedTokens { get; set; }

    /// <summary>Where the rest of the answer is made; null: here.</summary>
    public DecodeTarget? Decode { get; set; }

    /// <summary>The prefill worker's life that its KV is announced from; null: the prompt is run here, or any worker's is taken.</summary>
    public Guid? PrefillLife { get; set; }

    /// <summary>Its answer runs where the KV comes from: it brings the tokens that it has by then.</summary>
    public bool ComesRunning { get; set; }

    /// <summary>The transfer under way: of a prompt to <see cref="Decode"/>, from the start of prefill to its acknowledgement, or of a running answer.</summary>
    public KvExport? Export { get; set; }

    /// <summary>What was said with the token that ended the prompt; said again under a new attempt's number.</summary>
    public Contracts.Protocol.Logprobs? FirstLogprobs { get; set; }

    /// <summary>The transfer to <see cref="Decode"/> failed; the gateway has been asked for another place.</summary>
    public bool AwaitsRedirect { get; set; }

    /// <summary>Its answer is made here and it has a token to compute from: it is no prompt any more.</summary>
    public bool IsDecoding => State == SequenceState.Running && Decode is null && Export is null && !AwaitsRedirect && Computed >= GivenTokens && Computed == Tokens.Count - 1;

    /// <summary>Tokens of the answer so far, those made elsewhere included.</summary>
    public int OutputTokens => Tokens.Count - PromptTokens;

    /// <summary>How many of the largest logits decide about the next token; null where any may.</summary>
    /// <param name="drawn">See <see cref="IDeviceSelection.Drawn"/>.</param>
    public int? Candidates(int? drawn)
    {
        // The largest of all may be forbidden.
        if (Constraint is not null) return null;
        if (Logprobs > 0 || Sampling.HasPenalties || Sampling.LogitBias.Count > 0 || OutputTokens < MinTokens) return null;
        if (Sampling.Temperature == 0) return 1;
        if (drawn is null || Sampling.Temperature > IDeviceSelection.DrawnTemperature) return Sampling.TopK > 0 ? Sampling.TopK : null;
        if (Sampling.TopK > 0 && Sampling.TopK <= drawn) return Sampling.TopK;
        // The whole row's sum is made in another order than a short list's; top-p depends on its last bit.
        return Sampling.TopP < 1 ? null : drawn;
    }

    public SequenceView ToView() => new(
        Tokens.Count, Computed, Blocks, IsSharing && Chain is not null ? Chain.Names : [], Priority, Arrival, State == SequenceState.Running, Pinned: Export is not null || AwaitsRedirect);
}
