using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// What no longer fits the worker's orders. What waits is given back, nothing of it is computed. What decodes and would take long is to go on
/// elsewhere: the gateway hears of it, and it goes on here meanwhile. Only what was taken in under another role is looked at: what a router
/// sends to a worker whose role it knows is meant for it.
/// </summary>
internal sealed class Departures(EngineState state, StepRates rates)
{
    // A gateway that has found no place may find one later.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    /// <summary>Running answers that are to go and are still here.</summary>
    public int Count { get; private set; }

    /// <summary>Between two steps: gives back what waits, and says what is to leave.</summary>
    public void Look()
    {
        Count = 0;
        if (!state.Orders.Drain && state.Orders.Role == WorkerRole.Mixed) return;
        var running = state.Sequences.All.Count(s => s.State == SequenceState.Running);
        var step = rates.StepSeconds + Math.Max(0, running - 1) * rates.SequenceSeconds;
        List<(Sequence Sequence, string Why)>? back = null;
        foreach (var sequence in state.Sequences.All)
        {
            if (WhyBack(sequence) is { } why) (back ??= []).Add((sequence, why));
            else Judge(sequence, step);
        }
        foreach (var (sequence, why) in back ?? []) Return(sequence, why);
    }

    // step: seconds until the next token of each running answer.
    private void Judge(Sequence sequence, double step)
    {
        // On its way already: it stays counted until the other worker has it.
        if (sequence.State == SequenceState.HandingOff && sequence.IsLeaving) Count++;
        else if (sequence.IsLeaving = sequence.IsDecoding && !MayDecode(sequence) && (sequence.MaxTokens - sequence.OutputTokens) * step > state.Options.ShiftLimit.TotalSeconds)
        {
            Count++;
            var now = state.Time.GetTimestamp();
            if (sequence.SaidLeaving is { } said && state.Time.GetElapsedTime(said, now) < s_again) return;
            sequence.SaidLeaving = now;
            sequence.Outbox.Leaving(sequence.Key);
        }
    }

    private bool MayDecode(Sequence sequence) => !state.Orders.Drain && (state.Orders.Role != WorkerRole.Prefill || sequence.Role == WorkerRole.Prefill);

    // A drain gives nothing back: there may be nobody else.
    private string? WhyBack(Sequence sequence)
    {
        var role = state.Orders.Role;
        if (role == sequence.Role) return null;
        return sequence.State switch
        {
            // A preempted answer has tokens of its own; it is what a decode worker is for.
            SequenceState.Waiting when role == WorkerRole.Decode && sequence.Tokens.Count == sequence.GivenTokens => "a prompt that waited, and the worker decodes now",
            SequenceState.Waiting when role == WorkerRole.Prefill && sequence.Decode is null => "an answer that waited, and the worker prefills now",
            SequenceState.Importing when role == WorkerRole.Prefill && state.Imports.Find(sequence.Key) is null => "keys and values that have not come, and the worker prefills now",
            _ => null,
        };
    }

    private void Return(Sequence sequence, string why)
    {
        sequence.Outbox.Refused(sequence.Key, Refused.Types.Reason.Returned, why);
        state.Remove(sequence, why);
    }
}
