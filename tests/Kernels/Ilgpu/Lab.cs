using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>A test's arrays on a device; disposing it frees them.</summary>
internal sealed class Lab(IlgpuDevice device) : IDisposable
{
    private readonly List<Action> _free = [];

    /// <summary>ILGPU's simulated device with warps of 32 threads, for the grouped kernels. Every exchange between lanes costs a meeting of 32 threads: smallest shapes only.</summary>
    public static IlgpuDevice DeviceWithWarps(bool tensorCores = false)
    {
        var context = Context.Create(builder => builder.CreateContext().CPU(new CPUDevice(numThreadsPerWarp: Warps.Size, numWarpsPerMultiprocessor: 4, numMultiprocessors: 1)));
        return new IlgpuDevice(context, context.GetCPUDevice(0).CreateCPUAccelerator(context), threads: 32) { HasWarps = true, HasTensorCores = tensorCores };
    }

    public Accelerator Accelerator => device.Accelerator;
    public AcceleratorStream Stream => device.Compute;

    public ArrayView<T> Put<T>(T[] values) where T : unmanaged
    {
        var buffer = device.Allocate<T>(values.Length, "a test's array");
        _free.Add(() => device.Free(buffer));
        if (values.Length > 0) buffer.View.SubView(0, values.Length).CopyFromCPU(device.Compute, values);
        device.Compute.Synchronize();
        return ((ArrayView<T>)buffer.View).SubView(0, values.Length);
    }

    public T[] Get<T>(ArrayView<T> view) where T : unmanaged
    {
        var values = new T[view.Length];
        view.CopyToCPU(device.Compute, values);
        device.Compute.Synchronize();
        return values;
    }

    public void Dispose()
    {
        device.Compute.Synchronize();
        foreach (var free in _free) free();
    }
}
