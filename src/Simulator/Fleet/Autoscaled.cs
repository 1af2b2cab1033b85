using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Scaling;

namespace Orchestrator.Simulator.Fleet;

/// <summary>The autoscaler of a fleet: applies <see cref="ScalingPolicy"/> once a tick, to what the router and the workers have seen since.</summary>
internal sealed class Autoscaled(FleetOptions options, FleetRun run)
{
    private readonly PoolPolicy _policy = options.Policy with { Tpot = TimeSpan.FromSeconds(options.StepTarget) };
    private readonly WorkerCapability _capability = options.Capability;
    private ScalingState _state = ScalingState.Empty;
    private DemandSample _since;

    /// <summary>What was decided last, and why.</summary>
    public ScalingDecision? Last { get; private set; }

    /// <summary>A request was placed for the first time.</summary>
    public void Came(int tokens, int cached) => _since += DemandSample.Prompt(tokens, cached);

    /// <summary>An answer has all its tokens.</summary>
    public void Answered(int promptTokens, int answerTokens) => _since += DemandSample.Answer(promptTokens, answerTokens);

    public void Tick()
    {
        var alive = run.Workers.Where(w => w is { IsAlive: true, IsParked: false }).ToList();
        var observation = new ScalingObservation(
            [.. alive.Select(w => new ScalingWorker(w.Id, w.Role) { IsShifting = w.IsShifting(run.Now), PromptTokens = w.PrefillTokensWaiting, AnswerContext = w.Decoding.Context })], _since, _capability)
        {
            WaitingPromptTokens = alive.Sum(w => w.Waiting.Sum(s => (double)s.Tokens)),
            ShiftTime = TimeSpan.FromSeconds(options.ShiftSeconds),
            WaitingAnswers = run.Handovers.Homeless.Count,
        };
        _since = default;
        (_state, Last) = ScalingPolicy.Next(_state, observation, _policy, TimeSpan.FromSeconds(run.Now));
        foreach (var shift in Last.Shifts) run.Shift(run.Workers[FleetWorker.NumberOf(shift.Worker)], shift.To, options.ShiftSeconds);
    }
}
