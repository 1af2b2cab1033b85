using Orchestrator.Contracts.Requests;
using Orchestrator.Policies.Batching;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>The decode side of a split: reserves room (try-only), and turns a complete import into a running sequence.</summary>
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

    /// <summary>All blocks are in. The sequence runs as soon as the gateway has announced it. False when the room was taken back meanwhile.</summary>
    public bool TryComplete(KvImport import, int firstToken)
    {
        if (state.Imports.Find(import.Key) != import || (uint)firstToken >= (uint)state.Vocab) return false;
        import.FirstToken = firstToken;
        if (state.Sequences.Find(import.Key) is { } sequence) TryJoin(sequence);
        return true;
    }

    /// <summary>Starts an announced sequence if its KV is complete.</summary>
    public void TryJoin(Sequence sequence)
    {
        if (sequence.State != SequenceState.Importing || state.Imports.Find(sequence.Key) is not { FirstToken: { } first } import) return;
        if (WhyNot(sequence, import.From, import.Tokens, import.Digest) is { } mismatch)
        {
            state.End(sequence, Contracts.Protocol.Ended.Types.Reason.Failed, mismatch);
            return;
        }
        import.Lease.Close();
        state.Imports.Remove(import);
        sequence.Blocks.AddRange(import.Blocks);
        sequence.Computed = sequence.Counted = import.Tokens;
        sequence.CachedTokens = 0;
        sequence.Tokens.Add(first);
        sequence.State = SequenceState.Running;
        state.Prefixes.Keep(sequence);
    }

    /// <summary>Takes room back from transfers that show no progress.</summary>
    public void Expire()
    {
        if (state.Imports.Count == 0) return;
        foreach (var stalled in state.Imports.All.Where(i => i.Silence > state.Options.ImportPatience).ToList())
            state.Drop(stalled, $"no KV came for {state.Options.ImportPatience.TotalSeconds:0} s");
    }

    private static string? WhyNot(Sequence sequence, Guid from, int tokens, ulong digest)
    {
        if (sequence.State != SequenceState.Importing) return $"the sequence is {sequence.State} here";
        if (sequence.PrefillLife is { } announced && from != announced) return $"KV of life {from:N}; announced is {announced:N}";
        if (tokens != sequence.GivenTokens) return $"KV of {tokens} tokens for a sequence of {sequence.GivenTokens}";
        return TokenDigest.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sequence.Tokens)[..tokens]) == digest ? null : "KV of other tokens";
    }
}
