using System.Runtime.InteropServices;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Policies.Batching;
using Orchestrator.Workers.Constraints;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Engine;

/// <summary>The worker's last word on work that a router sent here: accepted or refused with a reason, and idempotent either way.</summary>
internal sealed class WorkIntake(EngineState state, BatchOptions batching)
{
    /// <summary>Work to run: the whole request, or its prompt when it names a decode worker.</summary>
    public void Submit(Work work, Outbox outbox)
    {
        if (TryAccept(work, outbox) is not { } sequence) return;
        sequence.State = SequenceState.Waiting;
        sequence.FoundAtIntake = Math.Min(state.Prefixes.Find(sequence).Count * KvLayout.BlockSize, sequence.GivenTokens - 1);
        sequence.Decode = work.Decode is null ? null : work.Decode.ToTarget();
    }

    /// <summary>Work whose prompt another worker runs: its KV will come.</summary>
    public Sequence? Expect(Expect expect, Outbox outbox)
    {
        if (TryAccept(expect.Work, outbox) is not { } sequence) return null;
        sequence.State = SequenceState.Importing;
        sequence.ComesRunning = expect.Running;
        sequence.PrefillLife = expect.PrefillLife.Length == 16 ? new Guid(expect.PrefillLife.Span) : null;
        return sequence;
    }

    private Sequence? TryAccept(Work work, Outbox outbox)
    {
        // The link ended while this was on its way: nobody would hear the answer.
        if (outbox.IsClosed) return null;
        state.Outboxes.Add(outbox);
        var key = work.Key.FromWire();
        Count(work);
        if (state.Sequences.Newest(key) is { } held)
        {
            if (held.Key.Attempt == key.Attempt) outbox.Accepted(key);
            if (held.Key.Attempt >= key.Attempt) return null;
            state.Remove(held, $"attempt {key.Attempt} replaces it");
        }
        if (WhyNot(work) is { } refusal)
        {
            outbox.Refused(key, refusal.Reason, refusal.Detail);
            return null;
        }
        var sequence = work.ToSequence(key, outbox, state.Prefixes.NewChain(work.CacheSalt), state.NextArrival(), state.Orders.Role, state.Time);
        if (WhyNotConstrained(work, sequence) is { } unfit)
        {
            outbox.Refused(key, unfit.Reason, unfit.Detail);
            return null;
        }
        state.Watch.Accepted(sequence, work.Traceparent);
        state.Sequences.Add(sequence);
        state.WorkedEpoch = Math.Max(state.WorkedEpoch, (long)work.Epoch);
        outbox.Accepted(key);
        if (sequence.Constraint is not { IsComplete: true }) return sequence;
        // Whoever sent it has all tokens and missed the end.
        state.End(sequence, Ended.Types.Reason.Complete);
        return null;
    }

    private void Count(Work work)
    {
        if (work.TicketRouter.Length != 16) return;
        var ticket = new WorkTicket(new Guid(work.TicketRouter.Span), work.TicketNumber);
        // Tickets of one router rise; a new router starts over.
        if (ticket.Router != state.NewestTicket.Router || ticket.Number > state.NewestTicket.Number) state.NewestTicket = ticket;
    }

    private (Refused.Types.Reason Reason, string Detail)? WhyNot(Work work)
    {
        if (state.Orders.Drain) return (Refused.Types.Reason.Draining, "the worker drains");
        if (work.Epoch != (ulong)state.Orders.Epoch)
            return (Refused.Types.Reason.StaleEpoch, $"the work is of epoch {work.Epoch}, the worker of {state.Orders.Epoch}");
        if (WhyInvalid(work) is { } invalid) return (Refused.Types.Reason.Invalid, invalid);
        var longest = (long)work.PromptTokens + work.MaxTokens;
        if (longest > state.Options.MaxContext)
            return (Refused.Types.Reason.TooLong, $"{work.PromptTokens} prompt tokens and {work.MaxTokens} to come; this worker holds {state.Options.MaxContext}");
        if (batching.BlocksFor((int)longest) > state.Blocks.Total)
            return (Refused.Types.Reason.TooLong, $"{longest} tokens need {batching.BlocksFor((int)longest)} KV blocks; this worker has {state.Blocks.Total}");
        if (state.Sequences.Count >= state.Options.MaxRunning + state.Options.MaxWaiting)
            return (Refused.Types.Reason.Busy, $"{state.Sequences.Count} sequences are here already");
        return null;
    }

    // Brings the sequence to the state of the tokens that it came with.
    private (Refused.Types.Reason Reason, string Detail)? WhyNotConstrained(Work work, Sequence sequence)
    {
        if (work.Automaton.IsEmpty) return null;
        var address = new AutomatonAddress(work.Automaton.Span);
        if (state.Automata.Find(address) is not { } loaded) return state.Automata.WhyNot(address);
        var constraint = new Constraint(loaded, sequence.EndTokens);
        if (constraint.Replay(CollectionsMarshal.AsSpan(sequence.Tokens)[sequence.PromptTokens..]) is { } misfit) return (Refused.Types.Reason.Invalid, misfit);
        loaded.Users++;
        sequence.Constraint = constraint;
        return null;
    }

    private string? WhyInvalid(Work work)
    {
        if (work.Tokens.Count == 0 || work.PromptTokens == 0 || work.PromptTokens > work.Tokens.Count)
            return $"{work.Tokens.Count} tokens with a prompt of {work.PromptTokens}";
        if (work.Tokens.Count - work.PromptTokens >= work.MaxTokens) return $"all of {work.MaxTokens} tokens are there already";
        if (work.Sampling is null) return "no sampling options";
        if (work.Sampling.Logprobs > StepRunner.MaxLogprobs) return $"{work.Sampling.Logprobs} log probabilities; at most {StepRunner.MaxLogprobs}";
        if (work.Sampling.BiasTokens.Count != work.Sampling.BiasValues.Count) return "logit biases without tokens";
        foreach (var bias in work.Sampling.BiasValues) if (!float.IsFinite(bias)) return $"a logit bias of {bias}";
        if (work.Automaton.Length is not (0 or AutomatonAddress.Length)) return $"an automaton's address of {work.Automaton.Length} bytes";
        foreach (var token in work.Sampling.BiasTokens.Concat(work.Sampling.EndTokens)) if (token >= (uint)state.Vocab) return $"token {token} is outside the vocabulary of {state.Vocab}";
        foreach (var token in work.Tokens) if (token >= (uint)state.Vocab) return $"token {token} is outside the vocabulary of {state.Vocab}";
        return null;
    }
}
