using System.Runtime.InteropServices;
using Orchestrator.Contracts.Requests;
using Orchestrator.Policies.Batching;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>The receiving side of a transfer: reserves room (try-only), and turns a complete import into a running sequence.</summary>
internal sealed class Imports(EngineState state, BatchOptions batching)
{
    /// <summary>Reserves blocks for a prompt; a reason instead when there is no room or the KV would not be used.</summary>
    public (KvImport? Import, string Refusal) TryReserve(AttemptKey key, Guid from, int tokens, ulong digest, Action<string> dropped)
    {
        if (tokens >= state.Options.MaxContext) return (null, $"{tokens} tokens; this worker holds {state.Options.MaxContext}");
        if (state.Imports.Find(key) is not null) return (null, "reserved already");
        if (state.Sequences.Newest(key) is { } sequence)
        {
            if (sequence.Key.Attempt > key.Attempt) return (null, $"attempt {sequence.Key.Attempt} is here");
            if (sequence.Key.Attempt == key.Attempt && WhyNot(sequence, from, tokens, digest) is { } mismatch) return (null, mismatch);
        }
        else if (state.Orders.Drain) return (null, "the worker drains");
        // Whoever waits for blocks here came first: newcomers must not take what they wait for.
        var waiting = state.Sequences.All.Where(s => s.State == SequenceState.Waiting).ToList();
        if (state.Sequences.All.Count(s => s.State == SequenceState.Running) + waiting.Count + state.Imports.Count >= state.Options.MaxRunning)
            return (null, $"{state.Options.MaxRunning} sequences run or wait already");
        var needed = batching.BlocksFor(tokens + 1);
        if (state.Blocks.Available - waiting.Sum(s => batching.BlocksFor(s.Tokens.Count + 1)) < needed)
            return (null, $"{needed} KV blocks are needed, {state.Blocks.Available} are free and {waiting.Count} sequences wait for some");
        var blocks = new List<int>(needed);
        if (!state.Blocks.TryTake(needed, blocks)) return (null, $"{needed} KV blocks are needed, {state.Blocks.Available} are free");
        var import = new KvImport(key, from, tokens, digest, blocks, state.Time, dropped);
        state.Imports.Add(import);
        return (import, "");
    }

    /// <summary>All blocks are in. The sequence runs as soon as the gateway has announced it. A reason when the room was taken back meanwhile.</summary>
    public string? Complete(KvImport import, int firstToken)
    {
        if (state.Imports.Find(import.Key) != import || (uint)firstToken >= (uint)state.Vocab) return "the room was taken back";
        import.FirstToken = firstToken;
        if (state.Sequences.Find(import.Key) is { } sequence) TryJoin(sequence);
        return null;
    }

    /// <summary>
    /// All blocks of a running answer are in: it goes on here at once, or not at all, for the worker that sent them goes on by itself. Null when
    /// it runs here now, else why not.
    /// </summary>
    /// <param name="import">The room, whose tokens are the prompt and all of the answer but its last.</param>
    /// <param name="answer">The answer's tokens so far.</param>
    public string? Continue(KvImport import, ReadOnlySpan<int> answer)
    {
        if (state.Imports.Find(import.Key) != import) return "the room was taken back";
        var sequence = state.Sequences.Find(import.Key);
        if ((sequence is null ? "no answer is announced here" : WhyNotContinue(sequence, import, answer)) is { } refusal)
        {
            state.Drop(import, refusal);
            if (sequence is { State: SequenceState.Importing }) state.End(sequence, Contracts.Protocol.Ended.Types.Reason.Failed, refusal);
            return refusal;
        }
        sequence!.Tokens.AddRange(answer[sequence.OutputTokens..]);
        Join(sequence, import);
        state.MigrationsIn++;
        return null;
    }

    /// <summary>Starts an announced sequence if its KV is complete.</summary>
    public void TryJoin(Sequence sequence)
    {
        if (sequence.State != SequenceState.Importing || sequence.ComesRunning || state.Imports.Find(sequence.Key) is not { FirstToken: { } first } import) return;
        if (WhyNot(sequence, import.From, import.Tokens, import.Digest) is { } mismatch)
        {
            state.End(sequence, Contracts.Protocol.Ended.Types.Reason.Failed, mismatch);
            return;
        }
        if (sequence.Constraint?.TryAdvance(first) == false)
        {
            state.End(sequence, Contracts.Protocol.Ended.Types.Reason.Failed, $"the prefill worker's token {first} does not fit the automaton in state {sequence.Constraint.State}");
            return;
        }
        sequence.Tokens.Add(first);
        Join(sequence, import);
    }

    /// <summary>Takes room back from transfers that show no progress.</summary>
    public void Expire()
    {
        if (state.Imports.Count == 0) return;
        foreach (var stalled in state.Imports.All.Where(i => i.Silence > state.Options.ImportPatience).ToList())
            state.Drop(stalled, $"no KV came for {state.Options.ImportPatience.TotalSeconds:0} s");
    }

    private void Join(Sequence sequence, KvImport import)
    {
        import.Lease.Close();
        state.Imports.Remove(import);
        sequence.Blocks.AddRange(import.Blocks);
        sequence.Computed = sequence.Counted = import.Tokens;
        sequence.CachedTokens = 0;
        sequence.State = SequenceState.Running;
        state.Watch.Joined(sequence);
        state.Prefixes.Keep(sequence);
    }

    // Brings the sequence's constraint to the answer's state, unless something else does not fit.
    private string? WhyNotContinue(Sequence sequence, KvImport import, ReadOnlySpan<int> answer)
    {
        var given = CollectionsMarshal.AsSpan(sequence.Tokens);
        if (!sequence.ComesRunning || sequence.State != SequenceState.Importing) return $"the sequence is {sequence.State} here";
        if (import.Tokens != sequence.PromptTokens + answer.Length - 1) return $"KV of {import.Tokens} tokens for a prompt of {sequence.PromptTokens} with {answer.Length} more";
        if (answer.Length <= sequence.OutputTokens || answer.Length >= sequence.MaxTokens) return $"an answer of {answer.Length} tokens that had {sequence.OutputTokens} and gets {sequence.MaxTokens}";
        if (!answer.StartsWith(given[sequence.PromptTokens..])) return "an answer with other tokens";
        foreach (var token in answer) if ((uint)token >= (uint)state.Vocab) return $"token {token} is outside the vocabulary of {state.Vocab}";
        int[] computed = [.. given[..sequence.PromptTokens], .. answer[..^1]];
        if (TokenDigest.Of(computed) != import.Digest) return "KV of other tokens";
        return sequence.Constraint?.Replay(answer[sequence.OutputTokens..]);
    }

    private static string? WhyNot(Sequence sequence, Guid from, int tokens, ulong digest)
    {
        if (sequence.State != SequenceState.Importing) return $"the sequence is {sequence.State} here";
        if (sequence.PrefillLife is { } announced && from != announced) return $"KV of life {from:N}; announced is {announced:N}";
        // The tokens of a running answer come behind its blocks, and are compared then.
        if (sequence.ComesRunning) return tokens < sequence.GivenTokens || tokens >= sequence.PromptTokens + sequence.MaxTokens ? $"KV of {tokens} tokens for an answer of {sequence.GivenTokens} and more" : null;
        if (tokens != sequence.GivenTokens) return $"KV of {tokens} tokens for a sequence of {sequence.GivenTokens}";
        return TokenDigest.Of(CollectionsMarshal.AsSpan(sequence.Tokens)[..tokens]) == digest ? null : "KV of other tokens";
    }
}
