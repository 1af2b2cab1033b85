using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>
/// The part of <see cref="GenerationPolicy"/> that brings a running answer to another worker. First the other worker accepts, then the one that
/// runs it sends; only its word, or its loss after the other one has gone on, ends the attempt it has. Nothing is thrown away before.
/// </summary>
internal static class GenerationMigration
{
    /// <summary>The worker asks to be rid of the answer: a place is sought while it goes on.</summary>
    public static GenerationStep Seek(GenerationState state, Attempt attempt, WorkerLife from)
    {
        // All that came before it is settled: one worker has the whole answer and only its words count.
        var isSettled = from == attempt.Plan.Decode.Life && attempt is { Migration: null, Ended: null, IsReleased: true } && state.Order.Count > attempt.Given;
        if (!isSettled || state.Faults >= GenerationPolicy.MaxFaultsOfMoves) return new(state, []);
        var question = GenerationPlacement.ToMigrate(state, attempt);
        // The number is spent whatever comes of it: another question must not get this one's answer.
        var key = attempt.Key with { Attempt = state.LastAttempt + 1 };
        return new(With(state, attempt with { Migration = new Migration(key) }) with { LastAttempt = key.Attempt }, [new GenerationAction.SeekPlace(key, question)]);
    }

    /// <summary>Takes a word on the attempt at the other worker.</summary>
    public static GenerationStep Take(GenerationState state, Attempt attempt, Migration migration, WorkerEvent happened) => (migration, happened) switch
    {
        ({ Plan: null }, WorkerEvent.Placed placed) => Take(state, attempt, migration, placed.Plan),
        ({ Lost: not null }, _) or ({ Plan: null }, _) => new(state, []),
        ({ Plan: { } plan }, _) when happened.From != plan.Decode.Life => new(state, []),
        ({ IsSent: false }, WorkerEvent.Accepted) => new(With(state, attempt, migration with { IsSent = true }), [new GenerationAction.Migrate(attempt.Key, migration.Key)]),
        (_, WorkerEvent.Refused refused) => Take(state, attempt, migration, refused),
        (_, WorkerEvent.LinkLost lost) => Lose(state, attempt, migration, RecoverCause.WorkerFault, $"{lost.From}: {lost.Detail}"),
        ({ IsSent: true }, WorkerEvent.Token token) => Take(state, attempt, migration, token),
        ({ IsSent: true }, WorkerEvent.Ended { Reason: Ended.Types.Reason.EndToken or Ended.Types.Reason.Length or Ended.Types.Reason.Complete } ended) =>
            GenerationPolicy.FinishIfWhole(With(state, attempt, migration with { Ended = ended }), ended, []),
        (_, WorkerEvent.Ended ended) => Lose(state, attempt, migration, RecoverCause.WorkerFault, $"{ended.From}: {ended.Reason}, {ended.Detail}"),
        _ => new(state, []),
    };

    /// <summary>The worker that ran the answer has given it away.</summary>
    public static GenerationStep Arrive(GenerationState state, Attempt attempt, Migration migration, DateTimeOffset now) => migration.Lost is { } lost
        ? GenerationPlacement.StartOver(state, attempt, lost.Cause, lost.Reason, now)
        : Switch(state, attempt, migration);

    /// <summary>The worker that runs the answer could not give it away, and goes on.</summary>
    public static GenerationStep Stay(GenerationState state, Attempt attempt, Migration migration)
    {
        // A request must not be able to end one worker after the other.
        if (migration.Lost is { Cause: RecoverCause.WorkerFault }) state = state with { Faults = state.Faults + 1 };
        return migration.Lost is null ? Drop(state.Shunning(migration.Plan!.Decode.Life, GenerationPlacement.UntilAsked), attempt, migration) : new(With(state, attempt, null), []);
    }

    /// <summary>The worker that ran the answer is lost. Null when the answer does not go on without it.</summary>
    public static GenerationStep? Survive(GenerationState state, Attempt attempt) =>
        // Its last tokens have come when one of the other worker's has gone out.
        attempt.Migration is { Lost: null, First: { } first } migration && state.Order.Count > first ? Switch(state, attempt, migration) : null;

    private static GenerationStep Take(GenerationState state, Attempt attempt, Migration migration, RoutePlan.Assigned? plan)
    {
        // The router may know the worker under another life, or know no other.
        if (plan is null || plan.Attempt != migration.Key.Attempt || plan.Decode.Life == attempt.Plan.Decode.Life || attempt.Ended is not null) return new(With(state, attempt, null), []);
        // The last token comes with the KV, as after a prompt.
        var placed = migration with { Plan = plan with { Prefill = plan.Decode }, Given = state.Order.Count - 1 };
        return new(With(state, attempt, placed), [new GenerationAction.Announce(placed.Key, attempt.Plan.Decode.Life, placed.Given)]);
    }

    private static GenerationStep Take(GenerationState state, Attempt attempt, Migration migration, WorkerEvent.Refused refused)
    {
        if (refused.Reason == Refused.Types.Reason.UnknownAutomaton && !migration.IsSent && state.Input.Automaton is not null && migration.Resent < GenerationPolicy.MaxResends)
            return new(With(state, attempt, migration with { Resent = migration.Resent + 1 }), [new GenerationAction.Resend(migration.Key, refused.From, migration.Given)]);
        return Lose(state, attempt, migration, RecoverCause.Refused, $"{refused.From} {refused.Reason}: {refused.Detail}");
    }

    private static GenerationStep Take(GenerationState state, Attempt attempt, Migration migration, WorkerEvent.Token token)
    {
        var (order, ready) = state.Order.Take(token);
        migration = migration with { First = migration.First ?? token.Index };
        return GenerationPolicy.FinishIfWhole(With(state with { Order = order }, attempt, migration), attempt.Ended ?? migration.Ended, GenerationPolicy.ToGive(ready));
    }

    // Before it was sent nothing has happened; after that the word of the worker that sent it is awaited.
    private static GenerationStep Lose(GenerationState state, Attempt attempt, Migration migration, RecoverCause cause, string reason)
    {
        state = state.Shunning(migration.Plan!.Decode.Life, cause == RecoverCause.WorkerFault ? GenerationPlacement.UntilForgiven : GenerationPlacement.UntilAsked);
        return migration.IsSent
            ? new(With(state, attempt, migration with { Lost = (cause, reason) }), [new GenerationAction.Cancel(migration.Key), new GenerationAction.Keep(attempt.Key)])
            : Drop(state, attempt, migration);
    }

    private static GenerationStep Drop(GenerationState state, Attempt attempt, Migration migration) =>
        new(With(state, attempt, null), [new GenerationAction.Cancel(migration.Key)]);

    private static GenerationStep Switch(GenerationState state, Attempt attempt, Migration migration)
    {
        var arrived = new Attempt(migration.Key, migration.Plan!) { Given = migration.Given, IsAccepted = true, Ended = migration.Ended };
        return GenerationPolicy.FinishIfWhole(With(state, arrived), arrived.Ended, [new GenerationAction.Arrived(attempt.Key, migration.Key, migration.Plan!)]);
    }

    private static GenerationState With(GenerationState state, Attempt attempt, Migration? migration) => With(state, attempt with { Migration = migration });

    private static GenerationState With(GenerationState state, Attempt attempt) => state with { Phase = new GenerationPhase.Running(attempt) };
}
