using System.Collections.Immutable;

namespace Orchestrator.Policies.Cost;

/// <summary>One accelerator: the datasheet's figures, and what its kernels reach of them.</summary>
public sealed record HardwareSpec
{
    public required string Name { get; init; }

    /// <summary>What it is, and where the figures are from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Peak FLOP/s, dense, of 16-bit floating point (and of everything wider).</summary>
    public required double Bf16Flops { get; init; }

    /// <summary>Peak FLOP/s, dense, with 8-bit weights; as 16-bit where the device has none.</summary>
    public required double Fp8Flops { get; init; }

    /// <summary>Peak FLOP/s, dense, with 4-bit weights; as 8-bit where the device has none.</summary>
    public required double Fp4Flops { get; init; }

    /// <summary>Bytes per second.</summary>
    public required double MemoryBandwidth { get; init; }

    public required double MemoryBytes { get; init; }

    /// <summary>Share of the memory for weights and keys and values; the rest is for activations, graphs and the driver.</summary>
    public required double MemoryUtilisation { get; init; }

    /// <summary>Bytes per second and direction of one device inside its NVLink (or PCIe) domain.</summary>
    public required double LinkBandwidth { get; init; }

    /// <summary>Devices of one domain.</summary>
    public required int DomainSize { get; init; }

    /// <summary>Bytes per second and direction of one device to those outside its domain.</summary>
    public required double NetworkBandwidth { get; init; }

    /// <summary>Seconds of a collective operation of no bytes.</summary>
    public required double CollectiveSeconds { get; init; }

    /// <summary>Watts of one device at work.</summary>
    public required double PowerWatts { get; init; }

    /// <summary>Watts of one device that waits.</summary>
    public required double IdleWatts { get; init; }

    /// <summary>Streaming multiprocessors: how many tiles of attention run at the same time.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>Bytes of the last cache before memory.</summary>
    public required double CacheBytes { get; init; }

    public required KernelSpec Kernels { get; init; }

    /// <summary>Step times that were measured for one model and plan; they go before the formula.</summary>
    public ImmutableArray<MeasuredSteps> Measured { get; init; } = [];

    /// <summary>Names of the figures above (as in the catalogue) that are not public and were assumed.</summary>
    public ImmutableArray<string> Assumed { get; init; } = [];

    /// <summary>Peak FLOP/s for weights of so many bytes: above 1.5 as 16-bit, above 0.75 as 8-bit, else as 4-bit.</summary>
    public double FlopsFor(double bytesPerWeight) => bytesPerWeight switch
    {
        > 1.5 => Bf16Flops,
        > 0.75 => Fp8Flops,
        _ => Fp4Flops,
    };
}
