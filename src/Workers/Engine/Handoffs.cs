using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>The prefill side of a split: starts transfers with prefill, keeps the KV until it is acknowledged, and follows redirections.</summary>
internal sealed class Handoffs(EngineState state, KvExports exports, int layers)
{
    /// <summary>Begins the transfer of a sequence whose prefill is about to start.</summary>
    public void Begin(Sequence sequence)
    {
        if (sequence.Decode is not { } target || sequence.Export is not null || sequence.AwaitsRedirect) return;
        var given = sequence.Tokens.GetRange(0, sequence.GivenTokens).ToArray();
        sequence.Export = new KvExport(sequence.Key, target, given, Math.Min(sequence.Computed, given.Length), layers, [.. sequence.Blocks]);
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
        if (state.Sequences.Find(key) is not { State: SequenceState.HandingOff } sequence) return;
        sequence.Outbox.HandedOff(key);
        state.Remove(sequence, "the decode worker has acknowledged it");
    }

    /// <summary>The decode worker refused, died or found a damaged block: keep the KV and ask the gateway for another place.</summary>
    public void Failed(AttemptKey key, string detail)
    {
        if (state.Sequences.Find(key) is not { Export: { } export } sequence) return;
        export.Close(detail);
        sequence.Export = null;
        sequence.AwaitsRedirect = true;
        sequence.Outbox.TransferFailed(key, detail);
    }

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
