namespace Orchestrator.Workers.Metering;

/// <summary>Energy as the platform counts it: NVML for an NVIDIA GPU, RAPL for the packages of a Linux host.</summary>
internal sealed class EnergyMeter
{
    private readonly Func<double?> _total;
    private readonly double _before;

    private EnergyMeter(string source, Func<double?> total) => (Source, _total, _before) = (source, total, total() ?? 0);

    /// <summary>nvml (this GPU) or rapl (the whole host: workers of one host all say the same).</summary>
    public string Source { get; }

    /// <summary>Null where nobody counts, or may not say.</summary>
    /// <param name="device">As the worker was told.</param>
    public static EnergyMeter? Find(string device)
    {
        if (device is "auto" or "cuda" && NvidiaEnergy.TryOpen() is { } gpu) return new EnergyMeter("nvml", () => gpu.Joules);
        return RaplEnergy.TryOpen("/sys/class/powercap") is { } host ? new EnergyMeter("rapl", () => host.Joules) : null;
    }

    /// <summary>Joules since it was made; null when the platform does not say.</summary>
    public double? Read() => _total() - _before;
}
