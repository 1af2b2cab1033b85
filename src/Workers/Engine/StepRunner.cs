using System.Runtime.InteropServices;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Policies.Batching;
using Orchestrator.Workers.Constraints;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Sampling;

namespace Orchestrator.Workers.Engine;

/// <summary>One step of the engine: prepares what the plan says, runs the model, and applies what came out.</summary>
internal sealed class StepRunner(EngineState state, IDeviceBackend backend, Handoffs handoffs)
{
    /// <summary>Log probabilities of one token at most: the chosen one and 20 others are what the API allows.</summary>
    public const int MaxLogprobs = 32;

    private readonly Sampler _sampler = new(state.Vocab);
    private readonly uint[] _allowed = new uint[LoadedAutomaton.Words(state.Vocab)];
    private float[] _logits = [];
    private Candidate[] _candidates = [];
    private long _stepped;

    /// <summary>Gives up the blocks of preempted sequences, shares what is cached and takes new blocks for the planned ones; returns the batch, null when nothing is to be computed.</summary>
    public StepInHand? Prepare(BatchPlan plan, IReadOnlyList<Sequence> sequences)
    {
        foreach (var index in plan.Preempted) Preempt(sequences[index]);
        // Shared before any is taken: what one sequence reuses must not be evicted for another.
        foreach (var chunk in plan.Chunks) state.Prefixes.Share(sequences[chunk.Sequence], chunk.Reused);
        var planned = new List<(Sequence Sequence, int Count)>(plan.Chunks.Count);
        foreach (var chunk in plan.Chunks)
        {
            var sequence = sequences[chunk.Sequence];
            if (!state.Blocks.TryTake(chunk.NewBlocks, sequence.Blocks)) throw new InvalidOperationException($"the plan takes {chunk.NewBlocks} blocks, {state.Blocks.Available} are free");
            if (sequence.State == SequenceState.Waiting) Start(sequence);
            planned.Add((sequence, chunk.Count));
        }
        return planned.Count == 0 ? null : new StepInHand(planned);
    }

    /// <summary>Applies what the model has given.</summary>
    /// <param name="step">The step.</param>
    /// <param name="candidates">As <see cref="Forward"/> has returned it.</param>
    public void Apply(StepInHand step, int? candidates)
    {
        state.Steps++;
        _stepped = state.Time.GetTimestamp();
        state.Watch.Stepped(step.Tokens);
        for (int i = 0, row = 0; i < step.Planned.Count; i++)
        {
            var (sequence, count) = step.Planned[i];
            sequence.Computed += count;
            var isWhole = sequence.Computed == sequence.Tokens.Count;
            if (isWhole) row++;
            // Its gateway was given up after the step was planned: its blocks are no longer its own.
            if (state.Sequences.Find(sequence.Key) != sequence) continue;
            state.PromptTokensPrefilled += Count(sequence);
            state.Prefixes.Keep(sequence);
            if (isWhole) Sample(sequence, row - 1, candidates);
        }
    }

    /// <summary>Runs the model over the batch. Of what the engine holds it touches nothing but the step.</summary>
    /// <returns>How many candidates of each row there are, as many as the most curious sequence needs; null for all logits.</returns>
    public int? Forward(StepInHand step)
    {
        Action<int>? layerWritten = step.HasExports ? step.LayerWritten : null;
        var rows = step.Batch.LogitRows.Length;
        if (backend is IDeviceSelection selection && step.Candidates(selection.Drawn) is { } count && count <= selection.MostCandidates && count < state.Vocab)
        {
            if (_candidates.Length < rows * count) _candidates = new Candidate[rows * count];
            selection.ForwardTop(step.Batch, count, _candidates.AsSpan(0, rows * count), layerWritten);
            return count;
        }
        if (_logits.Length < rows * state.Vocab) _logits = new float[rows * state.Vocab];
        backend.Forward(step.Batch, _logits.AsSpan(0, rows * state.Vocab), layerWritten);
        return null;
    }

    private void Start(Sequence sequence)
    {
        sequence.State = SequenceState.Running;
        sequence.CachedTokens ??= Math.Min(sequence.Computed, sequence.PromptTokens);
        state.PromptTokensCached += Count(sequence);
        state.Watch.Began(sequence);
        handoffs.Begin(sequence);
    }

    // Of the tokens it came with, those that it has now and did not have before.
    private static int Count(Sequence sequence)
    {
        var before = sequence.Counted;
        sequence.Counted = Math.Max(before, Math.Min(sequence.Computed, sequence.GivenTokens));
        return sequence.Counted - before;
    }

    private void Preempt(Sequence sequence)
    {
        // What others can find stays in the cache as long as there is room: often not all of it is computed again.
        state.Blocks.Release(sequence.Blocks);
        state.Preemptions++;
        sequence.Computed = sequence.Known = 0;
        sequence.IsSharing = true;
        sequence.State = SequenceState.Waiting;
    }

    private void Sample(Sequence sequence, int row, int? candidates)
    {
        Span<TokenLogprob> logprobs = stackalloc TokenLogprob[sequence.Logprobs];
        var tokens = CollectionsMarshal.AsSpan(sequence.Tokens);
        sequence.Constraint?.Allow(_allowed);
        var context = new SamplingContext
        {
            Prompt = tokens[..sequence.PromptTokens],
            Output = tokens[sequence.PromptTokens..],
            Choice = sequence.Key.Choice,
            Banned = sequence.OutputTokens < sequence.MinTokens ? sequence.EndTokens : [],
            Allowed = sequence.Constraint is null ? [] : _allowed,
        };
        var outcome = candidates is { } count
            ? _sampler.Pick(_candidates.AsSpan(row * count, count), sequence.Sampling, context)
            : _sampler.Pick(_logits.AsSpan(row * state.Vocab, state.Vocab), sequence.Sampling, context, logprobs);
        if (outcome.Result == SamplingResult.NotANumber)
        {
            state.Prefixes.Distrust(sequence);
            state.End(sequence, Ended.Types.Reason.NotANumber, $"a logit at position {context.Position} is not a number");
        }
        else if (outcome.Result == SamplingResult.NothingAllowed) state.End(sequence, Ended.Types.Reason.Failed, "every token is forbidden");
        else Append(sequence, outcome.Token, logprobs);
    }

    private void Append(Sequence sequence, int token, ReadOnlySpan<TokenLogprob> logprobs)
    {
        var said = ToWire(logprobs);
        sequence.Outbox.Token(sequence.Key, sequence.OutputTokens, token, said, sequence.CachedTokens ?? 0);
        sequence.Tokens.Add(token);
        state.TokensDecoded++;
        state.Watch.Token(sequence, _stepped);
        if (sequence.EndTokens.Contains(token)) state.End(sequence, Ended.Types.Reason.EndToken);
        else if (IsComplete(sequence, token)) state.End(sequence, Ended.Types.Reason.Complete);
        else if (sequence.OutputTokens >= sequence.MaxTokens) state.End(sequence, Ended.Types.Reason.Length);
        else if (sequence.Export is not null || sequence.AwaitsRedirect)
        {
            sequence.FirstLogprobs = said;
            Handoffs.PromptDone(sequence);
        }
    }

    private static bool IsComplete(Sequence sequence, int token)
    {
        if (sequence.Constraint is not { } constraint) return false;
        if (!constraint.TryAdvance(token)) throw new InvalidOperationException($"token {token} was picked and is not allowed in state {constraint.State}");
        return constraint.IsComplete;
    }

    private static Contracts.Protocol.Logprobs? ToWire(ReadOnlySpan<TokenLogprob> logprobs)
    {
        if (logprobs.IsEmpty) return null;
        var wire = new Contracts.Protocol.Logprobs { Chosen = logprobs[0].Logprob };
        foreach (var best in logprobs[1..])
        {
            // Fewer tokens are allowed than were asked for.
            if (float.IsNegativeInfinity(best.Logprob)) break;
            wire.Tokens.Add((uint)best.Token);
            wire.Values.Add(best.Logprob);
        }
        return wire;
    }
}
