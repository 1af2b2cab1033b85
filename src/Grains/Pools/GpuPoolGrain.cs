using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Grains.Pools;

/// <summary>Holds a pool's membership, applies <see cref="MembershipPolicy"/>, and tells the router of changes, at most every 50 ms.</summary>
public sealed partial class GpuPoolGrain(TimeProvider time, IOptions<PoolOptions> options, ILogger<GpuPoolGrain> logger) : Grain, IGpuPoolGrain
{
    private readonly MembershipOptions _options = options.Value.ToPolicy();
    private readonly long _origin = time.GetTimestamp();
    private readonly long _incarnation = time.GetUtcNow().Ticks;
    private MembershipState _state = MembershipState.Empty;
    private MembershipState _published = MembershipState.Empty;
    private long _version;
    private readonly KvShardCare[] _shards = [.. Enumerable.Range(0, options.Value.KvShards).Select(shard => new KvShardCare(shard))];
    private IRouterGrain _router = null!;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _router = GrainFactory.GetGrain<IRouterGrain>(this.GetPrimaryKeyString());
        this.RegisterGrainTimer(Publish, new GrainTimerCreationOptions(options.Value.PublishPeriod, options.Value.PublishPeriod) { KeepAlive = true });
        for (var i = 0; i < _shards.Length; i++)
        {
            var (shard, care) = (GrainFactory.GetGrain<IKvShardGrain>(KvShards.Key(this.GetPrimaryKeyString(), i)), _shards[i]);
            // Each on its own and between the pool's other calls: a shard that does not answer stops nobody.
            this.RegisterGrainTimer(() => ReconcileAsync(shard, care), new GrainTimerCreationOptions(KvShardCare.Period, KvShardCare.Period) { Interleave = true });
        }
        return Task.CompletedTask;
    }

    public Task<WorkerOrders> Renew(WorkerStatus status)
    {
        var before = _state.Find(status.Life.Worker);
        (_state, var orders) = MembershipPolicy.Renew(_state, status, Now, _options);
        if (before is null || before.Status.Life != status.Life) LogJoined(this.GetPrimaryKeyString(), status.Life, status.Device);
        else if (before.Lost) LogBack(this.GetPrimaryKeyString(), status.Life);
        return Task.FromResult(orders is WorkerOrders.Serve serve ? serve with { KvShards = _shards.Length, Snapshots = SnapshotsOf(status.Life) } : orders);
    }

    public Task Leave(WorkerLife life)
    {
        _state = MembershipPolicy.Leave(_state, life);
        LogLeft(this.GetPrimaryKeyString(), life);
        return Task.CompletedTask;
    }

    public Task<WorkerRecord?> Shift(WorkerId worker, WorkerRole role) => Order(worker, MembershipPolicy.Shift(_state, worker, role));

    public Task<WorkerRecord?> SetDrain(WorkerId worker, bool drain) => Order(worker, MembershipPolicy.SetDrain(_state, worker, drain));

    public Task<WorkerRecord?> ResetPrefixCache(WorkerId worker) => Order(worker, MembershipPolicy.ResetPrefixCache(_state, worker));

    public Task<ImmutableArray<WorkerRecord>> Workers() => Task.FromResult(_state.Members.Values.Select(ToRecord).ToImmutableArray());

    private Task<WorkerRecord?> Order(WorkerId worker, MembershipState ordered)
    {
        _state = ordered;
        return Task.FromResult(_state.Find(worker) is { } member ? ToRecord(member) : null);
    }

    // Renewals change the state all the time, so a router that has just been activated need not ask: the next snapshot is near.
    private async Task Publish()
    {
        var before = _state;
        _state = MembershipPolicy.Expire(_state, Now, _options);
        if (!ReferenceEquals(before, _state))
        {
            foreach (var (name, member) in _state.Members)
                if (member.Lost && before.Members.GetValueOrDefault(name) is { Lost: false }) LogLost(this.GetPrimaryKeyString(), member.Status.Life, _options.Lease);
        }
        if (ReferenceEquals(_state, _published)) return;
        _published = _state;
        _version++;
        await _router.Update(ToView());
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

    private ImmutableArray<int> SnapshotsOf(WorkerLife life) => [.. Enumerable.Range(0, _shards.Length).Where(i => _shards[i].TakeOrder(life))];

    private PoolView ToView() => new(this.GetPrimaryKeyString(), _incarnation, _version, MembershipPolicy.Routable(_state));

    private WorkerRecord ToRecord(Member member) => new(
        member.Lost ? member.Status with { State = WorkerState.Lost } : member.Status, member.Role, member.Epoch, member.Drain, Now - member.Renewed);

    [LoggerMessage(LogLevel.Information, "KV shard {Shard} does not answer: {Reason}")]
    private partial void LogSilent(string shard, string reason);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Life} joined: {Device}")]
    private partial void LogJoined(string pool, WorkerLife life, string device);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Life} is back")]
    private partial void LogBack(string pool, WorkerLife life);

    [LoggerMessage(LogLevel.Information, "{Pool}: worker {Life} left")]
    private partial void LogLeft(string pool, WorkerLife life);

    [LoggerMessage(LogLevel.Warning, "{Pool}: worker {Life} has not renewed its lease for {Lease}")]
    private partial void LogLost(string pool, WorkerLife life, TimeSpan lease);
}
