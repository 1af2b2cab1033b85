using System.Collections.Immutable;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// Decides how one choice goes on, from its first question for a place to its last token: a pure function of what was and what has
/// happened. Only words on the newest attempt count.
/// </summary>
internal static class GenerationPolicy
{
    /// <summary>Decode workers that one choice may lose before its hand-over; then it starts over.</summary>
    public const int MaxFaultsOfMoves = 2;

    /// <summary>Refusals of one choice by workers, after which it is taken for overload.</summary>
    public const int MaxRefusals = 100;

    /// <summary>Times that one attempt's work is sent again with its automaton: more than that, and the worker's cache is taken for full.</summary>
    public const int MaxResends = 4;

    /// <param name="input">What is to be computed.</param>
    /// <param name="now">UTC.</param>
    public static GenerationStep Start(GenerationInput input, DateTimeOffset now)
    {
        var asking = new GenerationPhase.Asking(null, "", now);
        return GenerationPlacement.Ask(new GenerationState(input, asking), asking, TimeSpan.Zero, now);
    }

    /// <param name="state">What was.</param>
    /// <param name="happened">What is new; what does not fit the state changes nothing.</param>
    /// <param name="now">UTC.</param>
    public static GenerationStep Next(GenerationState state, Happening happened, DateTimeOffset now) => (state.Phase, happened) switch
    {
        (GenerationPhase.Over, _) => Stay(state),
        (_, Happening.ClientLeft) => End(state, null),
        (_, Happening.DeadlinePassed) => End(state, Late(state)),
        (_, Happening.Overran) => End(state, new GenerationEvent.Failed(FailureKind.Overrun, $"the client is {EventBuffer.MaxEvents} events behind", TimeSpan.Zero)),
        // Nothing is sent to a worker for which no time is left.
        (not GenerationPhase.Running, _) when now > state.Input.Deadline => End(state, Late(state)),
        (GenerationPhase.Running running, Happening.WorkerSaid said) when said.Event.Key == running.Attempt.Key => Take(state, running.Attempt, said.Event, now),
        (GenerationPhase.Running { Attempt: { Migration: { } migration } attempt }, Happening.WorkerSaid said) when said.Event.Key == migration.Key => GenerationMigration.Take(state, attempt, migration, said.Event),
        (GenerationPhase.Asking asking, Happening.Answered answer) => GenerationPlacement.Take(state, asking, answer.Plan, now),
        (GenerationPhase.Moving moving, Happening.Answered answer) => GenerationPlacement.Take(state, moving, answer.Plan, now),
        (GenerationPhase.Connecting connecting, Happening.Connected) => GenerationPlacement.Begin(state, connecting),
        (GenerationPhase.Connecting connecting, Happening.Unreachable gone) => GenerationPlacement.GiveUp(state, connecting, gone.Worker, now),
        _ => Stay(state),
    };

    /// <summary>The last step: nothing more happens to this choice.</summary>
    /// <param name="state">What was.</param>
    /// <param name="end">For the client; null when it has left.</param>
    /// <param name="ready">Tokens to give before.</param>
    public static GenerationStep End(GenerationState state, GenerationEvent? end, params ImmutableArray<GenerationAction> ready)
    {
        var actions = ImmutableArray.CreateBuilder<GenerationAction>();
        // Before the hand-off is known both workers may still hold something, whichever of them ended the answer.
        if (state.Phase.Held is { } held && (held.Ended is null || end is GenerationEvent.Failed || !held.IsReleased || held.Migration is { Plan: not null })) actions.AddRange(GenerationPlacement.Cancels(held));
        // The worker that it moved to was faster than the word of the one that sent it.
        if (end is GenerationEvent.Finished && state.Phase.Held is { Ended: null, Migration: { Plan: { } plan, Ended: not null } moved } left) actions.Add(new GenerationAction.Arrived(left.Key, moved.Key, plan));
        actions.AddRange(ready);
        if (end is not null) actions.Add(new GenerationAction.Give(end));
        return new GenerationStep(state with { Phase = new GenerationPhase.Over() }, actions.ToImmutable());
    }

    private static GenerationStep Take(GenerationState state, Attempt attempt, WorkerEvent happened, DateTimeOffset now) => happened switch
    {
        WorkerEvent.Token token => Take(state, attempt, token),
        WorkerEvent.Accepted => Stay(With(state, attempt with { IsAccepted = true })),
        WorkerEvent.Leaving leaving => GenerationMigration.Seek(state, attempt, leaving.From),
        WorkerEvent.HandedOff moved when attempt.Migration is { IsSent: true } migration && moved.From == attempt.Plan.Decode.Life => GenerationMigration.Arrive(state, attempt, migration, now),
        WorkerEvent.HandedOff => Stay(With(state, attempt with { IsHandedOff = true, IsReleased = true })),
        WorkerEvent.Ended ended => Take(state, attempt, ended, now),
        WorkerEvent.Refused refused => Take(state, attempt, refused, now),
        WorkerEvent.TransferFailed stays when attempt.Migration is { IsSent: true } migration && stays.From == attempt.Plan.Decode.Life => GenerationMigration.Stay(state, attempt, migration),
        WorkerEvent.TransferFailed failed when !attempt.IsReleased => GenerationPlacement.Move(state.Shunning(attempt.Plan.Decode.Life, GenerationPlacement.UntilAsked), attempt, RecoverCause.TransferFailed, failed.Detail),
        // What it held is gone with its link.
        WorkerEvent.LinkLost lost when attempt.CanSpare(lost.From, state.Order.Count) => Stay(With(state, attempt with { IsReleased = true })),
        WorkerEvent.LinkLost lost => Take(state, attempt, lost, now),
        _ => Stay(state),
    };

    private static GenerationStep Take(GenerationState state, Attempt attempt, WorkerEvent.Token token)
    {
        // A token of the decode worker proves the hand-over, even if nobody has said so yet.
        if (!attempt.IsHandedOff && token.From == attempt.Plan.Decode.Life) state = With(state, attempt with { IsHandedOff = true });
        var (order, ready) = state.Order.Take(token);
        return FinishIfWhole(state with { Order = order }, attempt.Ended ?? attempt.Migration?.Ended, ToGive(ready));
    }

    private static GenerationStep Take(GenerationState state, Attempt attempt, WorkerEvent.Ended ended, DateTimeOffset now) => ended.Reason switch
    {
        Ended.Types.Reason.EndToken or Ended.Types.Reason.Length or Ended.Types.Reason.Complete => FinishIfWhole(With(state, attempt with { Ended = ended }), ended, []),
        Ended.Types.Reason.Deadline => End(state, Late(state)),
        _ => GenerationPlacement.StartOver(state.Shunning(ended.From, GenerationPlacement.UntilForgiven), attempt, RecoverCause.WorkerFault, $"{ended.From}: {ended.Reason}, {ended.Detail}", now),
    };

    private static GenerationStep Take(GenerationState state, Attempt attempt, WorkerEvent.Refused refused, DateTimeOffset now)
    {
        var reason = $"{refused.From} {refused.Reason}: {refused.Detail}";
        if (refused.Reason is Refused.Types.Reason.TooLong or Refused.Types.Reason.Invalid) return End(state, new GenerationEvent.Failed(FailureKind.Refused, reason, TimeSpan.Zero));
        // An automaton that had to make room for others is no reason to go elsewhere.
        if (refused.Reason == Refused.Types.Reason.UnknownAutomaton && state.Input.Automaton is not null && attempt.Resent < MaxResends)
            return new(With(state, attempt with { Resent = attempt.Resent + 1 }), [new GenerationAction.Resend(attempt.Key, refused.From, attempt.Given)]);
        state = state.Shunning(refused.From, GenerationPlacement.UntilAsked) with { Refusals = state.Refusals + 1 };
        if (state.Refusals > MaxRefusals) return End(state, new GenerationEvent.Failed(FailureKind.Unavailable, $"{state.Refusals} refusals, the last by {reason}", TimeSpan.FromSeconds(1)));
        return attempt.WaitsForKv(refused.From)
            ? GenerationPlacement.Move(state, attempt, RecoverCause.Refused, reason)
            : GenerationPlacement.StartOver(state, attempt, RecoverCause.Refused, reason, now);
    }

    private static GenerationStep Take(GenerationState state, Attempt attempt, WorkerEvent.LinkLost lost, DateTimeOffset now)
    {
        if (lost.From == attempt.Plan.Decode.Life && GenerationMigration.Survive(state, attempt) is { } survives) return survives;
        var reason = $"{lost.From}: {lost.Detail}";
        state = state.Shunning(lost.From, GenerationPlacement.UntilForgiven);
        if (!attempt.WaitsForKv(lost.From)) return GenerationPlacement.StartOver(state, attempt, RecoverCause.WorkerFault, reason, now);
        // A fault all the same: a request must not be able to end one decode worker after the other.
        var moved = state with { Faults = state.Faults + 1 };
        if (moved.Faults <= MaxFaultsOfMoves) return GenerationPlacement.Move(moved, attempt, RecoverCause.TransferFailed, reason);
        // The start counts the fault of accepted work itself.
        return GenerationPlacement.StartOver(attempt.IsAccepted ? state : moved, attempt, RecoverCause.WorkerFault, reason, now);
    }

    /// <summary>Tokens whose turn it is, for the client.</summary>
    public static ImmutableArray<GenerationAction> ToGive(ImmutableArray<WorkerEvent.Token> ready) =>
        ImmutableArray.CreateRange<WorkerEvent.Token, GenerationAction>(ready, t => new GenerationAction.Give(new GenerationEvent.Token(t.Id, t.Logprobs, t.Cached)));

    /// <summary>Ends the choice when all its tokens have gone out.</summary>
    /// <param name="state">From now on.</param>
    /// <param name="ended">How it ends, as a worker has said; null before.</param>
    /// <param name="ready">What is to be done before.</param>
    public static GenerationStep FinishIfWhole(GenerationState state, WorkerEvent.Ended? ended, ImmutableArray<GenerationAction> ready) =>
        ended is not null && state.Order.Count >= ended.Tokens
            ? End(state, new GenerationEvent.Finished(ended.Reason == Ended.Types.Reason.Length), ready)
            : new GenerationStep(state, ready);

    private static GenerationEvent.Failed Late(GenerationState state) => new(FailureKind.Late, $"the deadline passed after {state.Order.Count} tokens", TimeSpan.Zero);

    private static GenerationState With(GenerationState state, Attempt attempt) => state with { Phase = new GenerationPhase.Running(attempt) };

    private static GenerationStep Stay(GenerationState state) => new(state, []);
}
