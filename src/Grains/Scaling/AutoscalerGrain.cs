using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Grains.Metering;
using Orchestrator.Policies.Scaling;

namespace Orchestrator.Grains.Scaling;

/// <summary>
/// Applies <see cref="ScalingPolicy"/> to a pool, once a tick of the pool's policy. All that it remembers is soft: an autoscaler that has just been activated looks
/// for some seconds before it decides anything.
/// </summary>
public sealed partial class AutoscalerGrain(TimeProvider time, ILogger<AutoscalerGrain> logger) : Grain, IAutoscalerGrain
{
    private static readonly TimeSpan s_firstTick = TimeSpan.FromSeconds(1);

    private readonly long _origin = time.GetTimestamp();
    private readonly PoolWatch _watch = new();
    private readonly DecisionLog _log = new();
    private ScalingState _state = ScalingState.Empty;
    private IGrainTimer? _timer;
    private TimeSpan _tick = s_firstTick;
    private bool _isSilent;

    private string Pool => this.GetPrimaryKeyString();

    private TimeSpan Now => time.GetElapsedTime(_origin);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(_tick, _tick) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        ScalingMeter.Gone(Pool);
        return Task.CompletedTask;
    }

    public Task Watch() => Task.CompletedTask;

    public Task<ImmutableArray<ScalingRecord>> Decisions(int limit) => Task.FromResult(_log.Newest(limit));

    public async Task<ScalingRecord> Preview(PoolPolicy policy)
    {
        var (workers, demand) = await AskAsync();
        var seen = _watch.See(policy, workers, demand);
        // As of the last tick: what has come since is little, and belongs to the next one.
        var decision = seen is null ? NotMeasured() : ScalingPolicy.Next(_state with { ServesSince = TimeSpan.MinValue / 2, LastShift = null }, seen, policy, _state.Observed ?? Now).Decision;
        return ToRecord(policy.Mode, decision, workers, ImmutableSortedDictionary<string, string>.Empty);
    }

    private async Task TickAsync()
    {
        try
        {
            await DecideAsync();
            _isSilent = false;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            if (!_isSilent) LogSilent(Pool, e.Message);
            _isSilent = true;
        }
    }

    private async Task DecideAsync()
    {
        var policy = (await GrainFactory.GetGrain<IGpuPoolGrain>(Pool).Policy()).Policy;
        if (policy.Tick != _tick) _timer!.Change(_tick = policy.Tick, _tick);
        var (workers, demand) = await AskAsync();
        var now = Now;
        var since = _watch.Look(workers, demand, now);
        if (policy.Mode == ScalingMode.Off)
        {
            // It goes on looking: whoever switches it on again need not wait, and what came meanwhile is not taken for nothing.
            _state = ScalingPolicy.Note(_state, since, now);
            Enter(ToRecord(policy.Mode, new ScalingDecision(ScalingVerdict.Unknown, [], "the policy has switched the autoscaler off", default), workers, ImmutableSortedDictionary<string, string>.Empty), now);
            return;
        }
        var decision = NotMeasured();
        if (_watch.See(policy, workers, demand) is { } seen)
        {
            (var next, decision) = ScalingPolicy.Next(_state, seen with { Demand = since }, policy, now);
            // Nobody is on the way, so nobody need be left alone, and the next advice is the same.
            _state = policy.Mode == ScalingMode.Active ? next : next.WithShiftsOf(_state);
        }
        else _state = ScalingPolicy.Note(_state, since, now);
        var refused = policy.Mode == ScalingMode.Active ? await OrderAsync(decision.Shifts) : ImmutableSortedDictionary<string, string>.Empty;
        Enter(ToRecord(policy.Mode, decision, workers, refused), now);
        _log.Judge(workers, decision.Figures, now);
    }

    private void Enter(ScalingRecord record, TimeSpan now)
    {
        ScalingMeter.Decided(Pool, record);
        _log.Add(record, now);
    }

    private async Task<(ImmutableArray<WorkerRecord> Workers, PoolDemand Demand)> AskAsync()
    {
        var workers = GrainFactory.GetGrain<IGpuPoolGrain>(Pool).Workers();
        var demand = GrainFactory.GetGrain<IRouterGrain>(Pool).Demand();
        return (await workers, await demand);
    }

    private async Task<ImmutableSortedDictionary<string, string>> OrderAsync(ImmutableArray<RoleShift> shifts)
    {
        var refused = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var shift in shifts)
        {
            // The pool has the last word: a person may have been faster, or the store may not answer.
            if (await ShiftAsync(shift) is { } reason) refused[shift.Worker.Value] = reason;
            else LogShift(Pool, shift.Worker, shift.From, shift.To, shift.Reason);
        }
        return refused.ToImmutable();
    }

    // Null when it is ordered. An order that is not answered may stand all the same: the next tick sees it.
    private async Task<string?> ShiftAsync(RoleShift shift)
    {
        try
        {
            return WhyNot(await GrainFactory.GetGrain<IGpuPoolGrain>(Pool).Shift(shift.Worker, shift.To, OrderSource.Autoscaler));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return $"the pool does not answer: {e.Message}";
        }
    }

    private static string? WhyNot(OrderAnswer answer) => answer switch
    {
        OrderAnswer.Refused refused => refused.Reason,
        OrderAnswer.NotStored failed => failed.Reason,
        OrderAnswer.Unknown => "the worker is gone",
        _ => null,
    };

    private static ScalingDecision NotMeasured() => new(ScalingVerdict.Unknown, [], "no worker has computed a prompt and an answer yet", default);

    private ScalingRecord ToRecord(ScalingMode mode, ScalingDecision decision, ImmutableArray<WorkerRecord> workers, ImmutableSortedDictionary<string, string> refused) =>
        new(0, time.GetUtcNow(), mode, decision.Verdict, decision.Reason, PoolWatch.Count(workers), decision.Shifts, refused, decision.Figures, null);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Worker} goes from {From} to {To}: {Reason}")]
    private partial void LogShift(string pool, WorkerId worker, WorkerRole from, WorkerRole to, string reason);

    [LoggerMessage(LogLevel.Warning, "{Pool}: the autoscaler gets no answer: {Reason}")]
    private partial void LogSilent(string pool, string reason);
}
