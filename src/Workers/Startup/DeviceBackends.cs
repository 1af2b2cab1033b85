using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Workers.Startup;

/// <summary>Makes the backend that --device asks for, with a KV cache that fits.</summary>
internal sealed class DeviceBackends(WorkerOptions options, int context)
{
    public IDeviceBackend Create(ModelFile model, IProgress<double> progress)
    {
        var blocks = KvSizing.Blocks(model.Config, options.KvElement, options.KvMemory, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, context, options.MaxRunning);
        progress.Report(1);
        return new SimdBackend(model, new SimdOptions(options.Threads, options.KvElement, blocks));
    }
}
