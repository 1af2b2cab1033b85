using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Unit.Generation;

/// <summary>Plays happenings to the policy, without any world, and tells its actions in short words.</summary>
internal sealed class PolicyPlay
{
    public static readonly GenerationInput Input = new()
    {
        Request = RequestId.New(),
        Choice = 1,
        Pool = "pool",
        Prompt = [1, 7, 8, 9],
        MaxTokens = 6,
        Sampling = new Contracts.Protocol.Sampling(),
        Priority = 2,
        TenantSalt = "tenant",
        Deadline = new DateTimeOffset(2030, 1, 1, 0, 10, 0, TimeSpan.Zero),
    };

    private GenerationStep _step;

    public PolicyPlay(GenerationInput? input = null) => _step = GenerationPolicy.Start(input ?? Input, Now);

    public DateTimeOffset Now { get; set; } = Input.Deadline - TimeSpan.FromMinutes(10);

    public GenerationState State => _step.State;

    public string Phase => _step.State.Phase.GetType().Name;

    /// <summary>What the last step asks for.</summary>
    public string Actions => string.Join("; ", _step.Actions.Select(Tell));

    /// <summary>Attempt 1 runs on w and is accepted.</summary>
    public static PolicyPlay Running() => new PolicyPlay().Placed("w").After(Accepted("w"));

    /// <summary>Attempt 1 runs on p and d and is accepted by p.</summary>
    public static PolicyPlay Split() => new PolicyPlay().Placed("p", "d").After(Accepted("p"));

    public string On(Happening happened)
    {
        _step = GenerationPolicy.Next(_step.State, happened, Now);
        return Actions;
    }

    public PolicyPlay After(params Happening[] happened)
    {
        foreach (var one in happened) On(one);
        return this;
    }

    /// <summary>The question is answered with a plan, and its links stand.</summary>
    public PolicyPlay Placed(string prefill, string? decode = null, string numerics = "numerics") =>
        After(Plan(State.LastAttempt + 1, prefill, decode, numerics), new Happening.Connected());

    public static Happening Plan(int attempt, string prefill, string? decode = null, string numerics = "numerics") =>
        new Happening.Answered(new RoutePlan.Assigned(attempt, Target(prefill, numerics), Target(decode ?? prefill, numerics), "", []));

    public static Happening Wait(double seconds) => new Happening.Answered(new RoutePlan.Wait(1, 0, TimeSpan.FromSeconds(seconds)));

    public static Happening Refuse(double retryAfter) => new Happening.Answered(new RoutePlan.Refused("no", TimeSpan.FromSeconds(retryAfter)));

    public static Happening NoAnswer => new Happening.Answered(null);

    public static Happening Unreachable(string worker) => new Happening.Unreachable(Life(worker));

    public static Happening Accepted(string from, int attempt = 1) => Said(new WorkerEvent.Accepted(Life(from), Key(attempt)));

    public static Happening Refused(string from, Refused.Types.Reason reason = Contracts.Protocol.Refused.Types.Reason.Busy, int attempt = 1) =>
        Said(new WorkerEvent.Refused(Life(from), Key(attempt), reason, "full"));

    public static Happening Token(string from, int index, int attempt = 1) => Said(new WorkerEvent.Token(Life(from), Key(attempt), index, 100 * attempt + index, null));

    public static Happening HandedOff(string from, int attempt = 1) => Said(new WorkerEvent.HandedOff(Life(from), Key(attempt)));

    public static Happening TransferFailed(string from, int attempt = 1) => Said(new WorkerEvent.TransferFailed(Life(from), Key(attempt), "damaged"));

    public static Happening Leaving(string from, int attempt = 1) => Said(new WorkerEvent.Leaving(Life(from), Key(attempt)));

    /// <summary>The answer to the question for a place; null: there is none.</summary>
    public static Happening Placed(int attempt, string? at) =>
        Said(new WorkerEvent.Placed(Life("w"), Key(attempt), at is null ? null : new RoutePlan.Assigned(attempt, Target(at, "numerics"), Target(at, "numerics"), "", [])));

    public static Happening LinkLost(string from, int attempt = 1) => Said(new WorkerEvent.LinkLost(Life(from), Key(attempt), "gone"));

    public static Happening Ended(string from, int tokens, Ended.Types.Reason reason = Contracts.Protocol.Ended.Types.Reason.Length, int attempt = 1) =>
        Said(new WorkerEvent.Ended(Life(from), Key(attempt), reason, tokens, "so"));

    // A worker has one life here; which one does not matter.
    public static WorkerLife Life(string worker) => new(new WorkerId(worker), Guid.Empty);

    public static AttemptKey Key(int attempt) => new(Input.Request, Input.Choice, attempt);

    private static WorkerTarget Target(string worker, string numerics) => new(Life(worker), 1, "", "", numerics, default);

    private static Happening.WorkerSaid Said(WorkerEvent word) => new(word);

    private static string Tell(GenerationAction action) => action switch
    {
        GenerationAction.AskToStart ask => $"ask for a start{Without(ask.Question)}{In(ask.After)}",
        GenerationAction.SeekPlace { Question: var q } seek => $"seek {seek.Key.Attempt}: {q.Cause}, keep {q.Prefilled!.Value.Worker}{Without(q.Request)}, {q.Faults} faults",
        GenerationAction.Announce announce => $"announce {announce.Key.Attempt} from {announce.From.Worker} with {announce.Given}",
        GenerationAction.Migrate migrate => $"migrate {migrate.Key.Attempt} to {migrate.To.Attempt}",
        GenerationAction.Keep keep => $"keep {keep.Key.Attempt}",
        GenerationAction.Arrived arrived => $"arrived {arrived.From.Attempt} as {arrived.Key.Attempt}",
        GenerationAction.AskToRecover { Question: var q } ask =>
            $"ask after {q.LastAttempt}: {q.Cause}{(q.Prefilled is { } p ? $", keep {p.Worker}" : "")}{Without(q.Request)}, {q.Faults} faults{In(ask.After)}",
        GenerationAction.Connect connect => connect.Plan.IsSplit ? $"connect {connect.Plan.Prefill.Life.Worker} {connect.Plan.Decode.Life.Worker}" : $"connect {connect.Plan.Prefill.Life.Worker}",
        GenerationAction.Begin begin => $"begin {begin.Key.Attempt} with {begin.Given}",
        GenerationAction.Redirect redirect => $"redirect {redirect.From.Attempt} to {redirect.Key.Attempt} with {redirect.Given}",
        GenerationAction.Cancel cancel => $"cancel {cancel.Key.Attempt}",
        GenerationAction.Resend resend => $"resend {resend.Key.Attempt} to {resend.Worker.Worker} with {resend.Given}",
        GenerationAction.CancelDecode cancel => $"cancel decode {cancel.Key.Attempt}",
        GenerationAction.Give { Event: GenerationEvent.Token token } => $"token {token.Id}",
        GenerationAction.Give { Event: GenerationEvent.Finished finished } => finished.ByLength ? "finished by length" : "finished",
        GenerationAction.Give { Event: GenerationEvent.Failed failed } => $"failed {failed.Kind}",
        GenerationAction.NoteOtherNumerics other => $"note {other.Now} after {other.Before}",
        _ => throw new ArgumentException($"{action}"),
    };

    private static string Without(StartRequest request) =>
        request.Excluded.Length == 0 ? "" : $", without {string.Join(' ', request.Excluded.Select(e => e.Worker.Value).Order())}";

    private static string In(TimeSpan after) => after == TimeSpan.Zero ? "" : $", in {after.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)} s";
}
