using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Metering;

/// <summary>Energy of the GPU that the process sees first (all of it, where that is a part of one), from NVIDIA's management library, which comes with the driver.</summary>
internal sealed partial class NvidiaEnergy
{
    private const string Library = "libnvidia-ml.so.1";
    private const string Driver = "libcuda.so.1";
    private const int PlaceLength = 32;

    private readonly nint _device;

    private NvidiaEnergy(nint device) => _device = device;

    /// <summary>Since the driver was loaded; null when the GPU does not say.</summary>
    public double? Joules => TotalEnergy(_device, out var millijoules) == 0 ? millijoules / 1000.0 : null;

    /// <summary>Null without driver or GPU, and for GPUs older than Volta, which do not count.</summary>
    public static NvidiaEnergy? TryOpen()
    {
        try
        {
            // The driver counts from the first GPU that the process may see, in an order of its own; the management library counts all of the machine's. The place on the bus is the same for both.
            var place = new byte[PlaceLength];
            return InitialiseDriver(0) == 0 && DriverDevice(out var first, 0) == 0 && DriverPlace(place, PlaceLength, first) == 0
                && Initialise() == 0 && HandleByPlace(place, out var device) == 0 && new NvidiaEnergy(device) is { Joules: not null } gpu ? gpu : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int InitialiseDriver(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int DriverDevice(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetPCIBusId")]
    private static partial int DriverPlace([Out] byte[] place, int length, int device);

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    private static partial int Initialise();

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByPciBusId_v2")]
    private static partial int HandleByPlace(byte[] place, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTotalEnergyConsumption")]
    private static partial int TotalEnergy(nint device, out ulong millijoules);
}
