using ILGPU;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>How many threads a kernel gets.</summary>
internal static class Launches
{
    // Four warps.
    private const int GroupSize = 4 * Warps.Size;

    /// <summary>Threads for a kernel that strides over <paramref name="items"/>.</summary>
    public static int Threads(this IlgpuDevice device, long items)
    {
        // The kernels count items, and step past the last one, in 32 bits.
        if (items > int.MaxValue / 2) throw new DeviceException($"a step of {items:N0} items is too large for one kernel: use smaller steps");
        return (int)Math.Min(items, device.Threads);
    }

    /// <summary>The groups for <paramref name="warps"/> warps.</summary>
    public static KernelConfig ForWarps(long warps) => new(checked((int)((warps * Warps.Size + GroupSize - 1) / GroupSize)), GroupSize);
}
