using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Gateway.Generation;

/// <summary>The part of <see cref="GenerationPolicy"/> that brings a choice to workers: questions, answers, links, moves and new starts.</summary>
internal static class GenerationPlacement
{
    /// <summary>A worker that was full or draining may be named again after one question.</summary>
    public static readonly TimeSpan UntilAsked = TimeSpan.Zero;

    /// <summary>A worker that failed may be named again when nobody else has come up for so long.</summary>
    public static readonly TimeSpan UntilForgiven = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_siloRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for a place, <paramref name="after"/> from now.</summary>
    public static GenerationStep Ask(GenerationState state, GenerationPhase.Asking asking, TimeSpan after, DateTimeOffset now)
    {
        var waited = now + after - asking.Since;
        state = state with { Phase = asking, Shunned = state.Shunned.RemoveRange(state.Shunned.Where(s => s.Value < waited).Select(s => s.Key)) };
        GenerationAction ask = asking.Cause is { } cause
            ? new GenerationAction.AskToRecover(ToRecover(state, cause, asking.Reason), after)
            : new GenerationAction.AskToStart(ToStart(state), after);
        return new(state with { Shunned = state.Shunned.RemoveRange(state.Shunned.Where(s => s.Value == UntilAsked).Select(s => s.Key)) }, [ask]);
    }

    /// <summary>The answer to a question for a place; null when no silo gave one.</summary>
    public static GenerationStep Take(GenerationState state, GenerationPhase.Asking asking, RoutePlan? plan, DateTimeOffset now)
    {
        var deadline = state.Input.Deadline;
        switch (plan)
        {
            case RoutePlan.Assigned assigned:
                return Connect(state, assigned, null);
            case RoutePlan.Refused refused:
                return Refuse(state, refused, now);
            default:
                var pause = plan is RoutePlan.Wait wait ? wait.AskAgainAfter : s_siloRetry;
                return now + pause > deadline
                    ? GenerationPolicy.End(state, new GenerationEvent.Failed(IsLate(state, now) ? FailureKind.Late : FailureKind.Overloaded, $"no worker was free before the deadline ({deadline:O})", TimeSpan.FromSeconds(1)))
                    : Ask(state, asking, pause, now);
        }
    }

    /// <summary>The answer to a question for another decode worker. It is asked once: whoever waits holds the prefill worker's KV.</summary>
    public static GenerationStep Take(GenerationState state, GenerationPhase.Moving moving, RoutePlan? plan, DateTimeOffset now) => plan is RoutePlan.Assigned assigned
        ? Connect(state, assigned, moving)
        : StartOver(state, moving.From, moving.Cause, moving.Reason, now);

    /// <summary>The links stand: the work goes out.</summary>
    public static GenerationStep Begin(GenerationState state, GenerationPhase.Connecting connecting)
    {
        var key = KeyOf(state, connecting.Plan);
        state = state with { Order = state.Order.ForgetAhead() };
        if (connecting.Move is { From: var from })
        {
            var moved = new Attempt(key, connecting.Plan) { Given = from.Given, IsAccepted = true };
            return new(state with { Phase = new GenerationPhase.Running(moved) }, [new GenerationAction.CancelDecode(from.Key), new GenerationAction.Redirect(key, from.Key, from.Given)]);
        }
        var given = state.Order.Count;
        var numerics = connecting.Plan.Prefill.Fingerprint;
        // Without a token yet, nothing mixes: the answer begins here.
        var before = given > 0 ? state.Fingerprint ?? numerics : numerics;
        var begun = state with
        {
            Phase = new GenerationPhase.Running(new Attempt(key, connecting.Plan) { Given = given }),
            Fingerprint = before,
            IsOnOtherNumerics = state.IsOnOtherNumerics || numerics != before,
        };
        var begin = new GenerationAction.Begin(key, given);
        return new(begun, numerics == before ? [begin] : [new GenerationAction.NoteOtherNumerics(key, given, before, numerics), begin]);
    }

    /// <summary>A worker of the plan cannot be reached.</summary>
    public static GenerationStep GiveUp(GenerationState state, GenerationPhase.Connecting connecting, WorkerLife worker, DateTimeOffset now)
    {
        state = state.Shunning(worker, UntilForgiven);
        return connecting.Move is { } move
            ? StartOver(state, move.From, move.Cause, move.Reason, now)
            : Ask(state, new GenerationPhase.Asking(RecoverCause.Refused, "a worker of the plan could not be reached", now), TimeSpan.Zero, now);
    }

    /// <summary>The prefill stands; asks for another decode worker and, if there is none, starts over.</summary>
    public static GenerationStep Move(GenerationState state, Attempt attempt, RecoverCause cause, string reason) => new(
        state with { Phase = new GenerationPhase.Moving(attempt, cause, reason) },
        [new GenerationAction.AskToRecover(ToRecover(state, cause, reason) with { Prefilled = attempt.Plan.Prefill.Life }, TimeSpan.Zero)]);

    /// <summary>Drops the attempt and runs the prompt and the tokens so far elsewhere.</summary>
    public static GenerationStep StartOver(GenerationState state, Attempt attempt, RecoverCause cause, string reason, DateTimeOffset now)
    {
        if (cause == RecoverCause.WorkerFault && !attempt.IsAccepted) cause = RecoverCause.Refused;
        if (cause == RecoverCause.WorkerFault) state = state with { Faults = state.Faults + 1 };
        var asked = Ask(state, new GenerationPhase.Asking(cause, reason, now), TimeSpan.Zero, now);
        return asked with { Actions = [.. Cancels(attempt), .. asked.Actions] };
    }

    /// <summary>The question for a place where a running answer can go on.</summary>
    public static RecoverRequest ToMigrate(GenerationState state, Attempt attempt)
    {
        var source = attempt.Plan.Decode;
        var question = ToRecover(state, RecoverCause.Migration, $"{source.Life} has another role, or drains");
        return question with
        {
            Request = question.Request with { Excluded = [.. question.Request.Excluded.Where(e => e != source.Life), source.Life] },
            Prefilled = source.Life,
            // Its KV is of these numerics, whatever the answer began with.
            Fingerprint = source.Fingerprint,
        };
    }

    private static GenerationStep Connect(GenerationState state, RoutePlan.Assigned plan, GenerationPhase.Moving? move) =>
        new(state with { Phase = new GenerationPhase.Connecting(plan, move), LastAttempt = plan.Attempt }, [new GenerationAction.Connect(plan)]);

    private static GenerationStep Refuse(GenerationState state, RoutePlan.Refused refused, DateTimeOffset now)
    {
        // A full queue is a full queue, however little time a request has brought.
        var kind = refused.NoWorker ? FailureKind.Unavailable : refused.RetryAfter > TimeSpan.Zero ? FailureKind.Overloaded : IsLate(state, now) ? FailureKind.Late : FailureKind.Broken;
        return GenerationPolicy.End(state, new GenerationEvent.Failed(kind, refused.Reason, refused.RetryAfter));
    }

    /// <summary>Everything that an attempt may have at workers.</summary>
    public static IEnumerable<GenerationAction> Cancels(Attempt attempt)
    {
        yield return new GenerationAction.Cancel(attempt.Key);
        if (attempt.Migration is { Plan: not null, Lost: null } migration) yield return new GenerationAction.Cancel(migration.Key);
    }

    // The grain's clock may be a little ahead.
    private static bool IsLate(GenerationState state, DateTimeOffset now) => now >= state.Input.Deadline - TimeSpan.FromSeconds(1);

    private static AttemptKey KeyOf(GenerationState state, RoutePlan.Assigned plan) => new(state.Input.Request, state.Input.Choice, plan.Attempt);

    private static StartRequest ToStart(GenerationState state) => new()
    {
        Choice = state.Input.Choice,
        PromptTokens = state.Input.Prompt.Length,
        MaxTokens = state.Input.MaxTokens,
        Priority = state.Input.Priority,
        TenantSalt = state.Input.TenantSalt,
        Deadline = state.Input.Deadline,
        Excluded = [.. state.Shunned.Keys],
        Blocks = state.Input.Blocks,
    };

    private static RecoverRequest ToRecover(GenerationState state, RecoverCause cause, string reason) => new()
    {
        Request = ToStart(state),
        LastAttempt = state.LastAttempt,
        TokensSoFar = state.Order.Count,
        Cause = cause,
        Reason = reason,
        Fingerprint = state.Fingerprint,
        Faults = state.Faults,
    };
}
