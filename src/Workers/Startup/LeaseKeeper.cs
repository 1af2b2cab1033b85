using Orchestrator.Contracts.Pools;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.KvEvents;
using Orchestrator.Workers.Metering;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Startup;

/// <summary>Joins the pool and renews the lease; the pool's answers are this worker's orders.</summary>
internal sealed partial class LeaseKeeper(
    IClusterClient cluster, WorkerOptions options, WorkerIdentity identity, ServingWorker worker, WorkEndpoint endpoint, KvListener kv, KvSnapshots snapshots, LeaseMeter meter,
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    // What is new is said at the next tick; what is not, at every second one.
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan s_hung = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerRole _role = options.Role;
    private long _epoch;
    private int _kvShards;
    private long _resets;
    private volatile bool _isEnding;
    private bool _drainOrdered;
    private bool _parked;
    private bool _isEngineTold;
    private bool _isUnreachable;
    private WorkerStatus? _said;
    private bool _isChanged;
    private TimeSpan _stepTime;
    private Task _obeyed = Task.CompletedTask;

    private bool IsIdle => worker.Serving is null or { Engine.Load: { Running: 0, Waiting: 0, Orders.Drain: true } };

    private bool IsToDrain => _isEnding || _drainOrdered;

    private IGpuPoolGrain Pool => cluster.GetGrain<IGpuPoolGrain>(options.Pool);

    /// <summary>Takes no new work from now on; completes when nothing runs any more.</summary>
    public Task DrainAsync()
    {
        _isEnding = true;
        Obey();
        if (worker.Serving is null) _drained.TrySetResult();
        return _drained.Task;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Pool.Leave(identity.Life).WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }
        catch (Exception e)
        {
            LogNotSaid(e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var address = await endpoint.Address.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(s_period);
        do
        {
            if (!_isEngineTold && worker.Serving is not null)
            {
                // Orders that came while loading; given before anybody hears that this worker is ready.
                Obey();
                _isEngineTold = true;
            }
            EndIfHung();
            var status = ToStatus(address);
            var isConfirming = _isChanged;
            _isChanged = false;
            if (_isEnding && IsIdle) _drained.TrySetResult();
            if (status == _said)
            {
                _said = null;
                continue;
            }
            _said = status;
            var asked = time.GetTimestamp();
            try
            {
                Take(await Pool.Renew(status));
                meter.Renewed(time.GetElapsedTime(asked), isAnswered: true);
                // One such renewal in a row: whoever keeps changing orders is not answered faster for it.
                _isChanged &= !isConfirming;
                if (_isUnreachable) LogReachable();
                _isUnreachable = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Running streams do not need a silo; the lease outlives a short absence.
                meter.Renewed(time.GetElapsedTime(asked), isAnswered: false);
                if (!_isUnreachable) LogUnreachable(e.Message);
                _isUnreachable = true;
                _said = null;
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    // New orders are confirmed as soon as they are obeyed: until the pool knows that, nobody is sent here for them.
    private async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        if (!_isChanged) return await timer.WaitForNextTickAsync(stopping);
        await Task.WhenAny(_obeyed, Task.Delay(s_period, time, stopping));
        return !stopping.IsCancellationRequested;
    }

    private void Take(WorkerOrders orders)
    {
        switch (orders)
        {
            case WorkerOrders.Serve serve:
                if (serve.Epoch != _epoch) LogRole(serve.Role, serve.Epoch);
                _isChanged = serve.Epoch > _epoch || serve.Role != _role || serve.Drain != _drainOrdered;
                (_role, _epoch) = (serve.Role, Math.Max(_epoch, serve.Epoch));
                (_drainOrdered, _parked) = (serve.Drain, serve.Parked);
                _stepTime = serve.StepTime;
                _kvShards = serve.KvShards;
                Obey();
                ResetPrefixCache(serve.PrefixCacheResets);
                snapshots.Order(serve.Snapshots);
                break;
            case WorkerOrders.End end:
                LogReplaced(end.Reason);
                lifetime.StopApplication();
                break;
        }
    }

    // However many orders have come: one reset does for all.
    private void ResetPrefixCache(long ordered)
    {
        if (ordered <= _resets) return;
        _resets = ordered;
        LogReset();
        worker.Serving?.Engine.ResetPrefixCache();
    }

    // Nobody else can: a device that hangs answers nobody, and a supervisor sees only the end of the process.
    private void EndIfHung()
    {
        if (!options.Supervised || worker.Serving?.Engine.Overdue is not { } overdue || overdue < s_hung) return;
        LogHung(overdue.TotalSeconds);
        Environment.Exit(1);
    }

    private void Obey()
    {
        if (worker.Serving?.Engine is not { } engine) return;
        _obeyed = engine.ObeyAsync(new EngineOrders(_epoch, IsToDrain) { Role = _role, StepTime = _stepTime });
        if (engine.KvReports.Numbers.Length != _kvShards) engine.KvReports.Cut(_kvShards);
    }

    private WorkerStatus ToStatus(string address)
    {
        var serving = worker.Serving;
        var load = serving?.Engine.Load ?? new EngineLoad();
        return new WorkerStatus
        {
            Life = identity.Life,
            RequestedRole = options.Role,
            Role = _role,
            Epoch = _epoch,
            Parked = _parked,
            State = serving is null ? WorkerState.Loading : serving.Engine.Overdue is not null ? WorkerState.Stalled : load.Orders.Drain ? WorkerState.Draining : WorkerState.Ready,
            Loaded = worker.Loaded,
            Device = serving?.Device ?? options.Device,
            Fingerprint = serving?.Identity.Fingerprint ?? "",
            WorkEndpoint = address,
            KvEndpoint = kv.Endpoint,
            MetricsEndpoint = endpoint.Metrics,
            Running = load.Running,
            Waiting = load.Waiting,
            PrefillTokensWaiting = load.PrefillTokensWaiting,
            MaxSequences = serving?.MaxSequences ?? 0,
            MaxContext = serving?.MaxContext ?? 0,
            KvBlocksTotal = load.BlocksTotal,
            KvBlocksFree = load.BlocksFree,
            KvBlocksCached = load.BlocksCached,
            PromptTokensPrefilled = load.PromptTokensPrefilled,
            PromptTokensCached = load.PromptTokensCached,
            TokensDecoded = load.TokensDecoded,
            KvBytesSent = serving?.Traffic.Sent ?? 0,
            KvBytesReceived = serving?.Traffic.Received ?? 0,
            Step = load.Step,
            NewestTicket = load.NewestTicket,
            Leaving = load.Leaving,
            WorkedEpoch = load.WorkedEpoch,
            MigrationsOut = load.MigrationsOut,
            MigrationsIn = load.MigrationsIn,
            MigrationsFailed = load.MigrationsFailed,
            MaxRunning = serving?.Engine.Options.MaxRunning ?? 0,
            StepTokens = serving?.Engine.Options.TokenBudget ?? 0,
            MixedStepFactor = load.MixedStepFactor,
            PrefillTokensPerSecond = load.PromptTokensPerSecond,
            DecodeStepSeconds = load.DecodeStepSeconds,
            DecodeSequenceSeconds = load.DecodeSequenceSeconds,
            KvBytesPerToken = serving is null ? 0 : serving.Kv.BlockBytes / KvLayout.BlockSize,
            KvBytesPerSecond = serving?.Traffic.BytesPerSecond ?? 0,
            KvNumbers = serving?.Engine.KvReports.Numbers ?? [],
            PrefixCacheResets = _resets,
        };
    }

    [LoggerMessage(LogLevel.Information, "role {Role}, epoch {Epoch}")]
    private partial void LogRole(WorkerRole role, long epoch);

    [LoggerMessage(LogLevel.Information, "the prefix cache is emptied")]
    private partial void LogReset();

    [LoggerMessage(LogLevel.Warning, "the pool cannot be reached: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(LogLevel.Information, "the pool is reached again")]
    private partial void LogReachable();

    [LoggerMessage(LogLevel.Critical, "a step is {Seconds:0} s overdue: the device hangs, the process ends")]
    private partial void LogHung(double seconds);

    [LoggerMessage(LogLevel.Warning, "this process is replaced: {Reason}")]
    private partial void LogReplaced(string reason);

    [LoggerMessage(LogLevel.Information, "the pool does not know that this worker ends: {Reason}")]
    private partial void LogNotSaid(string reason);
}
