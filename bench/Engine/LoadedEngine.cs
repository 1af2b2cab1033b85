using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Security;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Startup;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Bench.Engine;

/// <summary>A model on its device, made as a worker makes it, and the engine over it once that is started.</summary>
internal sealed class LoadedEngine : IAsyncDisposable
{
    private readonly EngineBenchOptions _options;
    private readonly TaskCompletionSource<Exception> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EngineLoop? _engine;
    private KvExports? _exports;

    /// <summary>Throws <see cref="ModelFileException"/> or <see cref="Workers.Model.Ilgpu.DeviceException"/>.</summary>
    public LoadedEngine(EngineBenchOptions options)
    {
        _options = options;
        Model = ModelFile.Open(options.ModelPath);
        try
        {
            Context = MemoryNeed.Context(options);
            if (Context > Model.Config.ContextLength)
                throw new WrongUseException($"the longest sequence to measure has {Context} tokens; the model allows {Model.Config.ContextLength}");
            var layout = new KvLayout(Model.Config.Layers, Model.Config.KvHeads, Model.Config.HeadDim, options.KvElement, Blocks: 0);
            var worker = options.ToWorker(Context, MemoryNeed.Blocks(options) * layout.BlockBytes);
            Backend = new DeviceBackends(worker, Context, Console.Error.WriteLine).Create(Model, new Progress<double>());
        }
        catch
        {
            Model.Dispose();
            throw;
        }
    }

    public ModelFile Model { get; }

    public IDeviceBackend Backend { get; }

    /// <summary>The longest sequence, in tokens.</summary>
    public int Context { get; }

    /// <summary>Starts the engine's thread; from now on <see cref="Backend"/> is the engine's. Returns when it is warm.</summary>
    public async Task<EngineLoop> StartAsync()
    {
        var identity = new KvIdentity("bench", new WorkerLife(new WorkerId("bench"), Guid.NewGuid()), "bench");
        _exports = new KvExports(Backend, identity, new ClusterSecret(ClusterSecret.Generate()), new KvTraffic(), NullLogger<KvExports>.Instance);
        var limits = new EngineOptions { MaxContext = Context, TokenBudget = _options.TokenBudget, MaxRunning = _options.MaxRunning, MaxWaiting = 3 * _options.MaxRunning };
        _engine = new EngineLoop(Backend, Model.Config.Vocab, limits, _exports, TimeProvider.System, e => _fault.TrySetResult(e));
        await _engine.Warm;
        return _engine;
    }

    /// <summary>The task's result, or the engine's fault if that comes first.</summary>
    public async Task<T> OrFaultAsync<T>(Task<T> task)
    {
        await Task.WhenAny(task, _fault.Task);
        if (_fault.Task.IsCompleted) throw new FailedMeasurementException($"the engine has failed: {_fault.Task.Result.Message}", _fault.Task.Result);
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        if (_exports is not null) await _exports.DisposeAsync();
        Backend.Dispose();
        Model.Dispose();
    }
}
