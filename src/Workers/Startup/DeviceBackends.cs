using Orchestrator.Hosting.Settings;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Ilgpu;
using Orchestrator.Workers.Model.Simd;
using Orchestrator.Workers.Model.Simulated;

namespace Orchestrator.Workers.Startup;

/// <summary>Makes the backend that --device asks for, with a KV cache that fits.</summary>
/// <param name="options">How.</param>
/// <param name="context">Longest sequence, in tokens.</param>
/// <param name="damaged">Told what is wrong with a simulated device's cache.</param>
internal sealed class DeviceBackends(WorkerOptions options, int context, Action<string> damaged)
{
    /// <summary>A GPU's memory is for nothing else; a machine's is shared with the weights, the other workers and other programs.</summary>
    private const double DeviceShare = 0.9;
    private const double MachineShare = 0.4;

    // The machine's memory for them: 16 bytes each.
    private const long MostSimulatedTokens = 32 << 20;

    public IDeviceBackend Create(ModelFile model, IProgress<double> progress) => options.Device switch
    {
        SimulatedSettings.Device => CreateSimulated(model, progress),
        "simd" => CreateSimd(model, progress),
        "cuda" => CreateIlgpu(DeviceChoice.Cuda, model, progress),
        "opencl" => CreateIlgpu(DeviceChoice.OpenCl, model, progress),
        "ilgpu-cpu" => CreateIlgpu(DeviceChoice.IlgpuCpu, model, progress),
        _ => Accelerators.Has(DeviceChoice.Auto) ? CreateIlgpu(DeviceChoice.Auto, model, progress) : CreateSimd(model, progress),
    };

    private SimdBackend CreateSimd(ModelFile model, IProgress<double> progress)
    {
        var free = (long)(MachineShare / options.LocalWorkers * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var layout = new KvLayout(model.Config.Layers, model.Config.KvHeads, model.Config.HeadDim, options.KvElement, Blocks: 0);
        var backend = new SimdBackend(model, new SimdOptions(options.Threads, options.KvElement, Blocks(free, layout.BlockBytes)));
        progress.Report(1);
        return backend;
    }

    private IlgpuBackend CreateIlgpu(DeviceChoice choice, ModelFile model, IProgress<double> progress)
    {
        var isMachine = choice is DeviceChoice.IlgpuCpu or DeviceChoice.OpenCl;
        return IlgpuBackend.Load(Accelerators.Open(choice, options.Threads), model, options.KvElement,
            (free, perBlock) => Blocks((long)((isMachine ? MachineShare / options.LocalWorkers : DeviceShare) * free), perBlock), options.TokenBudget, options.MaxRunning, options.Deterministic, progress);
    }

    // The cache has as many blocks as the device that it stands for; its own bytes are few.
    private SimulatedBackend CreateSimulated(ModelFile model, IProgress<double> progress)
    {
        var settings = options.Simulated!;
        var hardware = SimulatedHardware.Of(settings, model.Config);
        var perBlock = (long)(KvLayout.BlockSize * hardware.KvBytesPerToken);
        var tokens = Math.Min(hardware.KvTokens ?? long.MaxValue, MostSimulatedTokens);
        var blocks = (int)Math.Min(Blocks(tokens / KvLayout.BlockSize * perBlock, perBlock), MostSimulatedTokens / KvLayout.BlockSize);
        progress.Report(1);
        return new(SimulatedModel.Of(options.ModelPath, model.Config, settings.Seed), hardware, SimulatedBackend.Layout(options.KvElement, settings.KvBytes, blocks), settings.Speed, SimulatedClock.Real, damaged);
    }

    private int Blocks(long share, long perBlock) => KvSizing.Blocks(perBlock, options.KvMemory, share, context, options.MaxRunning);
}
