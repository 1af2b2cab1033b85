using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Unit.Generation;

/// <summary>Draws what happens next to a generation: answers to what it has asked, and any word of any worker on any attempt, in any order.</summary>
internal sealed class RandomHappenings(Random random, int maxFaults)
{
    private static readonly string[] s_workers = ["a", "b", "c", "d", "e"];
    private static readonly Ended.Types.Reason[] s_ends = Enum.GetValues<Ended.Types.Reason>();
    private static readonly Refused.Types.Reason[] s_refusals = Enum.GetValues<Refused.Types.Reason>();

    /// <param name="state">Where the generation stands.</param>
    /// <param name="question">What it has asked and got no answer to; null for none.</param>
    public Happening Next(GenerationState state, GenerationAction? question) => random.Next(400) switch
    {
        0 => new Happening.ClientLeft(),
        1 => new Happening.DeadlinePassed(),
        2 => new Happening.Overran(),
        < 20 => Anything(state),
        _ => question is null ? Word(state) : Answer(question),
    };

    // Whatever the state: most of it does not fit.
    private Happening Anything(GenerationState state) => random.Next(4) switch
    {
        // Nobody answers or connects unasked; the runner's calls see to that.
        0 when state.Phase is GenerationPhase.Running => new Happening.Answered(Plan(state.LastAttempt + 1)),
        1 when state.Phase is GenerationPhase.Running => new Happening.Connected(),
        2 when state.Phase is GenerationPhase.Running => new Happening.Unreachable(Any().Life),
        _ => Word(state),
    };

    private Happening Answer(GenerationAction question) => question switch
    {
        GenerationAction.Connect connect => random.Next(6) > 0 ? new Happening.Connected() : new Happening.Unreachable(random.Next(2) == 0 ? connect.Plan.Prefill.Life : connect.Plan.Decode.Life),
        GenerationAction.AskToRecover { Question: var asked } when asked.Faults > maxFaults => new Happening.Answered(new RoutePlan.Refused($"{asked.Faults} faults", TimeSpan.Zero)),
        GenerationAction.AskToRecover { Question: var asked } => Answer(asked.LastAttempt + 1, asked.Prefilled),
        _ => Answer(1, null),
    };

    private Happening.Answered Answer(int attempt, WorkerLife? prefilled) => new(random.Next(20) switch
    {
        0 => null,
        1 => new RoutePlan.Refused("full", TimeSpan.FromSeconds(random.Next(2))),
        2 or 3 => new RoutePlan.Wait(attempt, 0, TimeSpan.FromSeconds(random.Next(4))),
        _ => Plan(attempt, prefilled),
    });

    private RoutePlan.Assigned Plan(int attempt, WorkerLife? prefilled = null)
    {
        var prefill = prefilled is { } life ? Any() with { Life = life } : Any();
        return new RoutePlan.Assigned(attempt, prefill, random.Next(3) == 0 ? prefill : Any() with { Fingerprint = prefill.Fingerprint }, "", []);
    }

    private WorkerTarget Any() => new(PolicyPlay.Life(s_workers[random.Next(s_workers.Length)]), 1, "", "", random.Next(4) == 0 ? "others" : "numerics", default);

    private Happening.WorkerSaid Word(GenerationState state)
    {
        // Mostly of the workers of the attempt that runs, or of the one that it is to become.
        var attempt = (state.Phase as GenerationPhase.Running)?.Attempt;
        var migration = random.Next(2) == 0 ? attempt?.Migration : null;
        if (migration is { Plan: null } && random.Next(3) == 0) return new Happening.WorkerSaid(new WorkerEvent.Placed(attempt!.Plan.Decode.Life, migration.Key, random.Next(8) == 0 ? null : Plan(migration.Key.Attempt)));
        var plan = migration?.Plan ?? attempt?.Plan;
        var from = plan is null || random.Next(10) == 0 ? Any().Life : random.Next(2) == 0 ? plan.Prefill.Life : plan.Decode.Life;
        var key = random.Next(6) == 0 ? PolicyPlay.Key(random.Next(state.LastAttempt + 2)) : migration?.Key ?? attempt?.Key ?? PolicyPlay.Key(state.LastAttempt);
        var length = random.Next(state.Input.MaxTokens + 1);
        return new Happening.WorkerSaid(random.Next(44) switch
        {
            < 5 => new WorkerEvent.Accepted(from, key),
            5 => new WorkerEvent.Refused(from, key, s_refusals[random.Next(random.Next(8) == 0 ? s_refusals.Length : 3)], ""),
            6 => new WorkerEvent.TransferFailed(from, key, ""),
            7 => new WorkerEvent.LinkLost(from, key, ""),
            8 => new WorkerEvent.Ended(from, key, s_ends[random.Next(s_ends.Length)], length, ""),
            9 => new WorkerEvent.Ended(from, key, Ended.Types.Reason.Length, state.Input.MaxTokens, ""),
            < 13 => new WorkerEvent.HandedOff(from, key),
            < 17 => new WorkerEvent.Leaving(from, key),
            _ => Token(from, key, random.Next(3) == 0 ? random.Next(-1, state.Input.MaxTokens + 2) : state.Order.Count + random.Next(3)),
        });
    }

    /// <summary>A token whose number tells its attempt and its index.</summary>
    public static WorkerEvent.Token Token(WorkerLife from, AttemptKey key, int index) => new(from, key, index, key.Attempt * 1000 + index, null);
}
