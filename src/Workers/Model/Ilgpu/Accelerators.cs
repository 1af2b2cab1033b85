using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>Finds the machine's accelerators and opens the one that --device names.</summary>
public static class Accelerators
{
    /// <summary>A context that compiles our kernels: with full optimisation (which names the address space of every access), our intrinsics, and marks on streams to wait for.</summary>
    public static Context.Builder CreateContext(this Context.Builder builder) =>
        builder.Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive).Profiling().KernelIntrinsics();

    /// <summary>Opens a device, or throws a <see cref="DeviceException"/> that says what there is instead.</summary>
    /// <param name="choice">What to look for.</param>
    /// <param name="threads">Threads of ILGPU's simulated device; other devices take no notice.</param>
    public static IlgpuDevice Open(DeviceChoice choice, int threads = 2)
    {
        OpenClLibrary.MakeKnown();
        // ILGPU wants warps of at least two threads.
        var simulated = new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, numMultiprocessors: (threads + 1) / 2);
        var context = Context.Create(builder => builder.CreateContext().CPU(simulated).Cuda().OpenCL(OpenClLibrary.Accept));
        try
        {
            var device = Pick(choice, context.Devices) ?? throw new DeviceException(Missing(choice, context.Devices));
            return new IlgpuDevice(context, device.CreateAccelerator(context), threads);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Whether <see cref="Open"/> would find a device.</summary>
    public static bool Has(DeviceChoice choice)
    {
        if (choice == DeviceChoice.IlgpuCpu) return true;
        OpenClLibrary.MakeKnown();
        using var context = Context.Create(builder => builder.Cuda().OpenCL(OpenClLibrary.Accept));
        return Pick(choice, context.Devices) is not null;
    }

    private static Device? Pick(DeviceChoice choice, IEnumerable<Device> devices)
    {
        var cuda = devices.OfType<CudaDevice>().FirstOrDefault();
        var openCl = devices.OfType<CLDevice>().OrderByDescending(IsGpu).FirstOrDefault();
        return choice switch
        {
            DeviceChoice.Auto when cuda is null => openCl is not null && IsGpu(openCl) ? openCl : null,
            DeviceChoice.Auto => cuda,
            DeviceChoice.Cuda => cuda,
            DeviceChoice.OpenCl => openCl,
            _ => devices.OfType<CPUDevice>().First(),
        };
    }

    private static string Missing(DeviceChoice choice, IEnumerable<Device> devices)
    {
        var wanted = choice switch { DeviceChoice.Auto => "GPU", DeviceChoice.Cuda => "CUDA device", _ => "OpenCL device" };
        var names = devices.OfType<CLDevice>().Select(device => $"{device.Name} ({(IsGpu(device) ? "GPU" : "no GPU")}, {device.PlatformName})").ToList();
        return choice == DeviceChoice.OpenCl
            ? $"no {wanted} found: is an OpenCL driver installed?"
            : $"no {wanted} found; OpenCL devices: {(names.Count == 0 ? "none" : string.Join(", ", names))}";
    }

    private static bool IsGpu(CLDevice device) => device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU);
}
