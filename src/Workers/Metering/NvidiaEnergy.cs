using System.Globalization;
using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Metering;

/// <summary>Energy of the GPU that the process sees first, from NVIDIA's management library, which comes with the driver.</summary>
internal sealed partial class NvidiaEnergy
{
    private const string Library = "libnvidia-ml.so.1";

    private readonly nint _device;

    private NvidiaEnergy(nint device) => _device = device;

    /// <summary>Since the driver was loaded; null when the GPU does not say.</summary>
    public double? Joules => TotalEnergy(_device, out var millijoules) == 0 ? millijoules / 1000.0 : null;

    /// <summary>Null without driver or GPU, and for GPUs older than Volta, which do not count.</summary>
    public static NvidiaEnergy? TryOpen()
    {
        try
        {
            // The library numbers all GPUs of the machine; a process may be shown a part of them.
            var first = (Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") ?? "").Split(',')[0];
            var index = uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
            return Initialise() == 0 && HandleByIndex(index, out var device) == 0 && new NvidiaEnergy(device) is { Joules: not null } gpu ? gpu : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    private static partial int Initialise();

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByIndex_v2")]
    private static partial int HandleByIndex(uint index, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTotalEnergyConsumption")]
    private static partial int TotalEnergy(nint device, out ulong millijoules);
}
