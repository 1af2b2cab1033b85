using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Ilgpu;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Startup;

/// <summary>Makes the backend that --device asks for, with a KV cache that fits.</summary>
internal sealed class DeviceBackends(WorkerOptions options, int context)
{
    /// <summary>A GPU's memory is for nothing else; a machine's is shared with the weights, the other workers and other programs.</summary>
    private const double DeviceShare = 0.9;
    private const double MachineShare = 0.4;

    public IDeviceBackend Create(ModelFile model, IProgress<double> progress) => options.Device switch
    {
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

    private int Blocks(long share, long perBlock) => KvSizing.Blocks(perBlock, options.KvMemory, share, context, options.MaxRunning);
}
