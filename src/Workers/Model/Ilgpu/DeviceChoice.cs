namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>What --device asks of ILGPU.</summary>
public enum DeviceChoice
{
    /// <summary>CUDA, else another GPU; never a processor, which the simd backend serves far faster.</summary>
    Auto,
    Cuda,

    /// <summary>An OpenCL device: a GPU if there is one, else any, PoCL included.</summary>
    OpenCl,

    /// <summary>ILGPU's own simulation of a GPU on the processor: for tests and tiny models.</summary>
    IlgpuCpu,
}
