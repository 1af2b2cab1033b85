using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>The sending side of a transfer, of a prompt or of a running answer: starts transfers, keeps the KV until it is acknowledged, and follows redirections.</summary>
internal sealed class Handoffs(EngineState state, KvExports exports, int layers)
{
    /// <summary>Begins the transfer of a sequence whose prefill is about to start.</summary>
    public void Begin(Sequence sequence)
    {
        if (sequence.Decode is not { } target || sequence.Export is not null || sequence.AwaitsRedirect) return;
        var given = sequence.Tokens.GetRange(0, sequence.GivenTokens).ToArray();
        sequence.Export = new KvExport(sequence.Key, target, given, Math.Min(sequence.Computed, given.Length), layers, [.. sequence.Blocks]) { Trace = sequence.Course.Trace };
        exports.Start(sequence.Export);
    }

    /// <summary>The prompt is done and the first token sampled: from here on the decode worker goes on.</summary>
    public static void PromptDone(Sequence sequence)
    {
        sequence.State = SequenceState.HandingOff;
        sequence.Export?.Finish(sequence.Tokens[^1], sequence.OutputTokens - 1);
    }

    /// <summary>The decode worker has everything: the KV here is no longer needed.</summary>
    public void Acknowledged(AttemptKey key)
    {
        if (Sending(key) is not { State: SequenceState.HandingOff } sequence) return;
        if (sequence.Export is { Answer: not null }) state.MigrationsOut++;
        sequence.Outbox.HandedOff(sequence.Key);
        state.Watch.HandedOff(sequence);
        state.Remove(sequence, "the decode worker has acknowledged it");
    }

    /// <summary>The decode worker refused, died or found a damaged block: a running answer goes on here at once; a prompt's KV is kept until the gateway has another place.</summary>
    public void Failed(AttemptKey key, string detail)
    {
        if (Sending(key) is not { Export: { } export } sequence) return;
        export.Close(detail);
        sequence.Export = null;
        if (export.Answer is null) sequence.AwaitsRedirect = true;
        else
        {
            sequence.State = SequenceState.Running;
            state.MigrationsFailed++;
        }
        sequence.Outbox.TransferFailed(sequence.Key, detail);
    }

    /// <summary>A running answer goes on elsewhere: it stops here, and goes on if the other worker does not take it.</summary>
    /// <param name="key">The attempt that runs here; it keeps its number as long as it is here.</param>
    /// <param name="attempt">The attempt that the other worker expects.</param>
    /// <param name="target">The other worker; null: it is lost, nothing more can be expected of it.</param>
    public void Migrate(AttemptKey key, int attempt, DecodeTarget? target)
    {
        // It has ended, and the gateway has been told.
        if (state.Sequences.Find(key) is not { } sequence) return;
        if (target is null)
        {
            if (sequence.Export is { Answer: not null } given) Failed(given.Key, "the other worker is lost");
            return;
        }
        if (!sequence.IsDecoding)
        {
            state.MigrationsFailed++;
            sequence.Outbox.TransferFailed(key, $"the sequence is {sequence.State} with {sequence.Computed} of {sequence.Tokens.Count} tokens computed");
            return;
        }
        var tokens = sequence.Tokens.GetRange(0, sequence.Computed).ToArray();
        sequence.State = SequenceState.HandingOff;
        sequence.Export = new KvExport(key with { Attempt = attempt }, target, tokens, tokens.Length, layers, [.. sequence.Blocks]) { Answer = [.. sequence.Tokens.Skip(sequence.PromptTokens)], Trace = sequence.Course.Trace };
        sequence.Export.Finish(sequence.Tokens[^1], sequence.OutputTokens - 1);
        exports.Start(sequence.Export);
    }

    // By the number that the other worker knows: a running answer has one of its own there.
    private Sequence? Sending(AttemptKey key) => state.Sequences.Newest(key) is { Export: { } export } sequence && export.Key == key ? sequence : null;

    /// <summary>The gateway's answer: another decode worker under a new attempt, or decode here.</summary>
    public void Redirect(AttemptKey key, int attempt, DecodeTarget? target, Outbox outbox)
    {
        if (state.Sequences.Find(key) is not { } sequence || attempt <= key.Attempt)
        {
            // Its KV was acknowledged meanwhile, or it never was here: the gateway has to start over.
            if (outbox.IsClosed) return;
            state.Outboxes.Add(outbox);
            outbox.Refused(key with { Attempt = attempt }, Refused.Types.Reason.Gone, $"{key} is not here any more");
            return;
        }
        sequence.Export?.Close("decode goes elsewhere");
        sequence.Export = null;
        sequence.AwaitsRedirect = false;
        sequence.Key = key with { Attempt = attempt };
        sequence.Decode = target;
        sequence.Outbox.Accepted(sequence.Key);
        // The first token may have been said when the gateway already listened to the new number only.
        if (sequence.State == SequenceState.HandingOff) sequence.Outbox.Token(sequence.Key, sequence.OutputTokens - 1, sequence.Tokens[^1], sequence.FirstLogprobs, sequence.CachedTokens ?? 0);
        if (target is null)
        {
            if (sequence.State == SequenceState.HandingOff) sequence.State = SequenceState.Running;
        }
        else if (sequence.State is SequenceState.HandingOff or SequenceState.Running)
        {
            Begin(sequence);
            if (sequence.State == SequenceState.HandingOff) PromptDone(sequence);
        }
    }
}
