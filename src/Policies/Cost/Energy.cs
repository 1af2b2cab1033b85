namespace Orchestrator.Policies.Cost;

/// <summary>Electrical energy of a worker. Assumed: a device draws its full power through every step and its idle power between steps; hosts, network and cooling are in <paramref name="facility"/>.</summary>
/// <param name="hardware">The worker's devices.</param>
/// <param name="devices">How many it has.</param>
/// <param name="facility">Watts at the meter per watt of a device; 1 counts devices alone.</param>
public readonly struct Energy(HardwareSpec hardware, int devices, double facility = 1)
{
    /// <summary>Watts while a step runs.</summary>
    public double BusyWatts { get; } = hardware.PowerWatts * devices * facility;

    /// <summary>Watts while none does.</summary>
    public double IdleWatts { get; } = hardware.IdleWatts * devices * facility;

    /// <summary>Joules of so many seconds of steps and so many between them.</summary>
    public double Joules(double busySeconds, double idleSeconds = 0) => BusyWatts * busySeconds + IdleWatts * idleSeconds;
}
