using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Grains.Metering;
using Orchestrator.Grains.Storage;
using Orchestrator.Policies.Membership;
using Orchestrator.Policies.Pools;

namespace Orchestrator.Grains.Pools;

/// <summary>
/// Holds a pool's membership, orders and policy, applies <see cref="MembershipPolicy"/>, and tells the router of changes, at most every 50 ms.
/// Renewals interleave with orders: an order waits for the store, a lease does not.
/// </summary>
public sealed partial class GpuPoolGrain(
    TimeProvider time, IOptions<PoolOptions> options, OpenedStore store, [PersistentState("pool", PoolStorage.Provider)] IPersistentState<StoredPool> stored, ILogger<GpuPoolGrain> logger)
    : Grain, IGpuPoolGrain
{
    private readonly MembershipOptions _options = options.Value.ToPolicy();
    private readonly long _origin = time.GetTimestamp();
    private readonly long _incarnation = time.GetUtcNow().Ticks;
    private readonly KvShardCare[] _shards = [.. Enumerable.Range(0, options.Value.KvShards).Select(shard => new KvShardCare(shard))];
    private MembershipState _state = MembershipState.Empty;
    private (MembershipState State, PoolPolicy Policy)? _published;
    private long _version;
    // When roles were ordered that their workers do not have yet; as many as there are workers.
    private readonly Dictionary<string, TimeSpan> _ordered = new(StringComparer.Ordinal);
    // Workers of an earlier activation are on their way here.
    private bool _isResuming;
    private DurablePool _durable = null!;
    private PoolJournal _journal = null!;
    private IRouterGrain _router = null!;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    private PoolPolicy InForce => _durable.Stored.Policy.Policy;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Served is { Count: > 0 } served && !served.Contains(this.GetPrimaryKeyString())) LogUnserved(this.GetPrimaryKeyString(), string.Join(", ", served));
        _durable = new DurablePool(stored, store, options.Value.Scaling);
        _journal = new PoolJournal(_incarnation);
        _state = MembershipState.From(_durable.Stored.Workers);
        PoolMeter.Begin(this.GetPrimaryKeyString());
        _isResuming = !_durable.Stored.Workers.IsEmpty;
        _router = GrainFactory.GetGrain<IRouterGrain>(this.GetPrimaryKeyString());
        var autoscaler = GrainFactory.GetGrain<IAutoscalerGrain>(this.GetPrimaryKeyString());
        this.RegisterGrainTimer(() => WakeAsync(autoscaler), new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.WatchPeriod) { Interleave = true });
        // Snapshots go out while an order waits for the store; what is stored later waits for orders.
        this.RegisterGrainTimer(Publish, new GrainTimerCreationOptions(options.Value.PublishPeriod, options.Value.PublishPeriod) { KeepAlive = true, Interleave = true });
        this.RegisterGrainTimer(StoreJoined, new GrainTimerCreationOptions(options.Value.StorePeriod, options.Value.StorePeriod));
        this.RegisterGrainTimer(Measure, new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) { Interleave = true });
        for (var i = 0; i < _shards.Length; i++)
        {
            var (shard, care) = (GrainFactory.GetGrain<IKvShardGrain>(KvShards.Key(this.GetPrimaryKeyString(), i)), _shards[i]);
            // Each on its own and between the pool's other calls: a shard that does not answer stops nobody.
            this.RegisterGrainTimer(() => ReconcileAsync(shard, care), new GrainTimerCreationOptions(KvShardCare.Period, KvShardCare.Period) { Interleave = true });
        }
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _journal.Close();
        PoolMeter.Gone(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<WorkerOrders> Renew(WorkerStatus status)
    {
        var worker = status.Life.Worker;
        var before = _state.Find(worker);
        _isResuming |= before is null && status.Epoch > 0;
        (_state, var orders) = MembershipPolicy.Renew(_state, status, Now, _options);
        PoolMeter.Renewed(this.GetPrimaryKeyString(), orders is WorkerOrders.Serve);
        if (orders is not WorkerOrders.Serve) return Task.FromResult(orders);
        if (before is null || before.Lost || before.Status.Life != status.Life) Welcome(before, status);
        else if (before.Status.Epoch > 0 && before.Status.Role != status.Role) NoteShifted(worker, status.Role);
        var serve = (WorkerOrders.Serve)MembershipPolicy.Orders(_state.Find(worker)!, _options);
        return Task.FromResult<WorkerOrders>(serve with { KvShards = _shards.Length, Snapshots = SnapshotsOf(status.Life), StepTime = InForce.Tpot });
    }

    public Task Leave(WorkerLife life)
    {
        var before = _state;
        _state = MembershipPolicy.Leave(_state, life);
        if (ReferenceEquals(before, _state)) return Task.CompletedTask;
        LogLeft(this.GetPrimaryKeyString(), life);
        Note(PoolEventKind.WorkerLeft, life.Worker);
        return Task.CompletedTask;
    }

    public Task<WorkerRecord?> ResetPrefixCache(WorkerId worker)
    {
        _state = MembershipPolicy.ResetPrefixCache(_state, worker);
        return Task.FromResult(_state.Find(worker) is { } member ? ToRecord(member) : null);
    }

    public Task<ImmutableArray<WorkerRecord>> Workers() => Task.FromResult(_state.Members.Values.Select(ToRecord).ToImmutableArray());

    public Task<PoolPolicyDocument> Policy() => Task.FromResult(_durable.Stored.Policy);

    public async Task<PoolRecord> Describe() => new(_durable.Stored.Policy, await Workers(), _durable.Health(_state));

    public Task<ImmutableArray<AuditEntry>> Audit(int limit) => Task.FromResult(_durable.Audit(limit));

    public Task<PoolEventPage> Events(EventCursor after, TimeSpan wait) => _journal.ReadAsync(after, wait, time);

    // A pinned worker has its role, and one beyond the budget is parked, before it has served at all.
    private void Welcome(Member? before, WorkerStatus status)
    {
        var isNew = before is null || before.Status.Life != status.Life;
        if (isNew) LogJoined(this.GetPrimaryKeyString(), status.Life, status.Device);
        else LogBack(this.GetPrimaryKeyString(), status.Life);
        Note(isNew ? PoolEventKind.WorkerJoined : PoolEventKind.WorkerBack, status.Life.Worker);
        Change(BudgetRules.Admit(OrderRules.Pin(_state, InForce), InForce, status.Life.Worker), "policy");
    }

    // Renewals change the state all the time, so a router that has just been activated need not ask: the next snapshot is near.
    private async Task Publish()
    {
        var before = _state;
        _state = MembershipPolicy.Expire(_state, Now, _options);
        if (!ReferenceEquals(before, _state)) NoteLost(before);
        // Until everybody who had a lease has been heard of, room may only seem to be there.
        Change(_isResuming && Now < _options.Lease ? BudgetRules.Park(_state, InForce) : BudgetRules.Balance(_state, InForce), "policy");
        if (_published is { } published && ReferenceEquals(_state, published.State) && ReferenceEquals(InForce, published.Policy)) return;
        _published = (_state, InForce);
        _version++;
        await _router.Update(new PoolView(this.GetPrimaryKeyString(), _incarnation, _version, MembershipPolicy.Routable(_state))
        {
            Routing = InForce.Routing,
            Ttft = InForce.Ttft,
            Tpot = InForce.Tpot,
            Borrows = InForce.Mode == ScalingMode.Active,
        });
    }

    private Task Measure()
    {
        PoolMeter.Count(this.GetPrimaryKeyString(), _state);
        return Task.CompletedTask;
    }

    private void NoteLost(MembershipState before)
    {
        foreach (var (name, member) in _state.Members)
        {
            if (!member.Lost || before.Members.GetValueOrDefault(name) is not { Lost: false }) continue;
            LogLost(this.GetPrimaryKeyString(), member.Status.Life, _options.Lease);
            Note(PoolEventKind.WorkerLost, member.Status.Life.Worker);
        }
    }

    // Whoever comes does not wait for the disk: a role from the command line is found again there.
    private async Task StoreJoined()
    {
        if (!_durable.IsUnsaved(_state)) return;
        var wasWell = _durable.LastError is null;
        if (await _durable.TryStoreAsync(_durable.Stored with { Workers = _state.Placements }) is { } failure && wasWell) LogNotStored(this.GetPrimaryKeyString(), failure);
        EndIfOvertaken();
    }

    // Silent: an autoscaler that is nowhere is woken a moment later, or its silo ends.
    private static async Task WakeAsync(IAutoscalerGrain autoscaler)
    {
        try
        {
            await autoscaler.Watch();
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
        }
    }

    private async Task ReconcileAsync(IKvShardGrain shard, KvShardCare care)
    {
        if (care.Next(_state, Now) is not { } progress) return;
        try
        {
            care.Need(await shard.Reconcile(progress));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            LogSilent(shard.GetPrimaryKeyString(), e.Message);
        }
    }

    // The one way in which orders change, so that every change is an event.
    private void Change(MembershipState changed, string by)
    {
        var before = _state;
        _state = changed;
        if (ReferenceEquals(before, changed)) return;
        foreach (var (name, member) in changed.Members)
        {
            if (before.Members.GetValueOrDefault(name) is not { } old || ReferenceEquals(old, member)) continue;
            if (old.Role != member.Role)
            {
                _ordered[name] = Now;
                Note(PoolEventKind.ShiftOrdered, member.Status.Life.Worker, by);
            }
            if (old.Drain != member.Drain) Note(member.Drain ? PoolEventKind.DrainOrdered : PoolEventKind.ResumeOrdered, member.Status.Life.Worker, by);
            if (old.Parked != member.Parked) Note(member.Parked ? PoolEventKind.WorkerParked : PoolEventKind.WorkerUnparked, member.Status.Life.Worker, by);
            if (old.Held && !member.Held) Note(PoolEventKind.HoldReleased, member.Status.Life.Worker, by);
        }
    }

    private void NoteShifted(WorkerId worker, WorkerRole role)
    {
        if (_ordered.Remove(worker.Value, out var since)) PoolMeter.Shifted(this.GetPrimaryKeyString(), role, Now - since);
        Note(PoolEventKind.ShiftDone, worker);
    }

    private void Note(PoolEventKind kind, WorkerId worker, string by = "")
    {
        var member = _state.Find(worker);
        PoolMeter.Happened(this.GetPrimaryKeyString(), kind);
        _journal.Add(time.GetUtcNow(), kind, worker, member?.Role, member?.Epoch ?? 0, by);
    }

    private void EndIfOvertaken()
    {
        if (_durable.IsOvertaken) DeactivateOnIdle();
    }

    private ImmutableArray<int> SnapshotsOf(WorkerLife life) => [.. Enumerable.Range(0, _shards.Length).Where(i => _shards[i].TakeOrder(life))];

    private WorkerRecord ToRecord(Member member) => new(
        member.Lost ? member.Status with { State = WorkerState.Lost } : member.Status, member.Role, member.Epoch, member.Drain, Now - member.Renewed)
    { Held = member.Held, Parked = member.Parked };

    [LoggerMessage(LogLevel.Warning, "{Pool}: this silo was started for other pools ({Served}); is --pool or --model of a worker or a gateway another than here?")]
    private partial void LogUnserved(string pool, string served);

    [LoggerMessage(LogLevel.Information, "KV shard {Shard} does not answer: {Reason}")]
    private partial void LogSilent(string shard, string reason);

    [LoggerMessage(LogLevel.Warning, "{Pool}: orders of workers that have joined are not stored: {Reason}")]
    private partial void LogNotStored(string pool, string reason);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Life} joined: {Device}")]
    private partial void LogJoined(string pool, WorkerLife life, string device);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Life} is back")]
    private partial void LogBack(string pool, WorkerLife life);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Life} left")]
    private partial void LogLeft(string pool, WorkerLife life);

    [LoggerMessage(LogLevel.Warning, "{Pool}: worker {Life} has not renewed its lease for {Lease}")]
    private partial void LogLost(string pool, WorkerLife life, TimeSpan lease);
}
