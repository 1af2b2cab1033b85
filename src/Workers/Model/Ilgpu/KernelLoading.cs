using System.Reflection;
using ILGPU;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>Compiles kernels for a device and works out their launches.</summary>
internal static class KernelLoading
{
    /// <summary>Threads of a group of the warp kernels: four warps.</summary>
    public const int GroupSize = 4 * Warps.Size;

    /// <summary>Compiles a kernel that strides over its items.</summary>
    /// <typeparam name="TLaunch">Action of stream, Index1D and the kernel's parameters.</typeparam>
    /// <param name="device">For which.</param>
    /// <param name="operation">The class of the kernel.</param>
    /// <param name="name">The kernel's method.</param>
    /// <param name="formats">What a generic kernel is closed over.</param>
    public static TLaunch Strided<TLaunch>(IlgpuDevice device, Type operation, string name, params Type[] formats) where TLaunch : Delegate =>
        device.Accelerator.LoadAutoGroupedKernel<TLaunch>(Method(operation, name, formats));

    /// <summary>Compiles a kernel that is launched in groups.</summary>
    /// <typeparam name="TLaunch">Action of stream, KernelConfig and the kernel's parameters.</typeparam>
    /// <param name="device">For which.</param>
    /// <param name="operation">The class of the kernel.</param>
    /// <param name="name">The kernel's method.</param>
    /// <param name="formats">What a generic kernel is closed over.</param>
    public static TLaunch Grouped<TLaunch>(IlgpuDevice device, Type operation, string name, params Type[] formats) where TLaunch : Delegate =>
        device.Accelerator.LoadKernel<TLaunch>(Method(operation, name, formats));

    /// <summary>Threads for a kernel that strides over <paramref name="items"/>.</summary>
    public static int Threads(this IlgpuDevice device, long items)
    {
        // The kernels count items, and step past the last one, in 32 bits.
        if (items > int.MaxValue / 2) throw new DeviceException($"a step of {items:N0} items is too large for one kernel: use smaller steps");
        return (int)Math.Min(items, device.Threads);
    }

    /// <summary>The launch of <paramref name="warps"/> warps.</summary>
    public static KernelConfig ForWarps(long warps) => new(checked((int)((warps * Warps.Size + GroupSize - 1) / GroupSize)), GroupSize);

    private static MethodInfo Method(Type operation, string name, Type[] formats)
    {
        var method = operation.GetMethod(name)!;
        return formats.Length == 0 ? method : method.MakeGenericMethod(formats);
    }
}
