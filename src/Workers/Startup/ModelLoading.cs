using System.Diagnostics.Metrics;
using Orchestrator.Hosting.Security;
using Orchestrator.Hosting.Settings;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Metering;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Ilgpu;
using Orchestrator.Workers.Model.Simulated;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Startup;

/// <summary>Opens the model, puts it on the device, and starts the engine; takes all of it down again at the end.</summary>
internal sealed partial class ModelLoading(
    WorkerOptions options, WorkerIdentity identity, ServingWorker worker, KvListener kv, ClusterSecret secret, TimeProvider time,
    IHostApplicationLifetime lifetime, ILoggerFactory loggers, IMeterFactory meters, ILogger<ModelLoading> logger) : BackgroundService
{
    /// <summary>Part of loading that reading the file for its digest takes; the rest is the device's.</summary>
    private const double DigestShare = 0.5;

    private static readonly TimeSpan s_endAnyway = TimeSpan.FromSeconds(10);

    private ModelFile? _model;
    private IDeviceBackend? _backend;
    private KvExports? _exports;

    /// <summary>Set when the process must end with an error; the exit code follows from it.</summary>
    public Exception? Failure { get; private set; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Everybody who touches the KV cache ends before its memory goes.
        worker.Serving?.Engine.Dispose();
        if (_exports is not null) await _exports.DisposeAsync();
        await kv.DisposeAsync();
        _backend?.Dispose();
        _model?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(Load, stoppingToken);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Load()
    {
        var started = time.GetTimestamp();
        _model = ModelFile.Open(options.ModelPath);
        var context = Math.Min(_model.Config.ContextLength, options.Context ?? int.MaxValue);
        // Weights that nobody reads are no part of what a simulated worker is.
        var digest = options.Simulated is not null ? SimulatedModel.Digest(_model.Config) : ModelDigest.Compute(options.ModelPath, new Progress(done => worker.Loaded = DigestShare * done));
        var devices = new DeviceBackends(options, context, LogDamaged);
        _backend = devices.Create(_model, new Progress(done => worker.Loaded = DigestShare + (1 - DigestShare) * done));
        worker.Loaded = 1;

        var self = new KvIdentity(options.Pool, identity.Life, $"{digest}/{_backend.Numerics}/kv-{_backend.Kv.Element}");
        var traffic = new KvTraffic();
        _exports = new KvExports(_backend, self, secret, traffic, loggers.CreateLogger<KvExports>()) { Meter = new TransferMeter(meters, options.Pool) };
        var limits = new EngineOptions
        {
            MaxContext = context,
            TokenBudget = options.TokenBudget,
            MaxRunning = options.MaxRunning,
            MaxWaiting = options.MaxWaiting,
            PrefixCache = options.PrefixCache,
            AutomatonMemory = options.AutomatonMemory,
            ShiftLimit = options.ShiftLimit,
            Model = options.Pool,
        };
        var engine = new EngineLoop(_backend, _model.Config.Vocab, limits, _exports, time, Fail, new EngineMeter(meters, options.Pool));
        engine.Warm.Wait();
        kv.Serve(engine, _backend, self, secret, traffic);
        worker.Serving = new Serving(engine, self, _backend.Kv, traffic, _backend.Device, context, limits.MaxRunning + limits.MaxWaiting);
        LogServing(_model.Config.Name, _backend.Device, _backend.Kv.Blocks, context, time.GetElapsedTime(started).TotalSeconds);
    }

    private void Fail(Exception e)
    {
        Failure = e;
        if (e is ModelFileException or WrongUseException or DeviceException) Console.Error.WriteLine($"error: {e.Message}");
        else LogFailed(e);
        lifetime.StopApplication();
        // A device that hangs must not keep a broken process alive: its supervisor waits for the end.
        _ = Task.Delay(s_endAnyway, time).ContinueWith(_ => Environment.Exit(1), TaskScheduler.Default);
    }

    private sealed class Progress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    [LoggerMessage(LogLevel.Information, "{Model} on {Device}: {Blocks} KV blocks, context {Context}, loaded in {Seconds:0.0} s")]
    private partial void LogServing(string model, string device, int blocks, int context, double seconds);

    [LoggerMessage(LogLevel.Error, "the KV cache is wrong: {What}")]
    private partial void LogDamaged(string what);

    [LoggerMessage(LogLevel.Critical, "the worker cannot go on")]
    private partial void LogFailed(Exception e);
}
