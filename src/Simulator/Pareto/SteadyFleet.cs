using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Pareto;

/// <summary>The fleet and the load whose steady states are compared: equal requests that come evenly.</summary>
internal sealed record SteadyFleet
{
    public required ModelShape Shape { get; init; }

    public required HardwareSpec Hardware { get; init; }

    /// <summary>GPUs of the fleet; those that no whole worker can use stand idle.</summary>
    public required int Gpus { get; init; }

    /// <summary>Of every request; answers have at least 2 tokens.</summary>
    public required Lengths Lengths { get; init; }

    /// <summary>Mean seconds to the first token, at most.</summary>
    public double FirstTokenLimit { get; init; } = double.PositiveInfinity;

    /// <summary>Mean seconds between tokens, at most.</summary>
    public double PerTokenLimit { get; init; } = double.PositiveInfinity;

    /// <summary>Bytes per second and direction at which one GPU exchanges keys and values with other workers.</summary>
    public required double LinkBytesPerSecond { get; init; }

    /// <summary>What a step with prefill and decode takes on top, as a share of its parts.</summary>
    public double MixedPenalty { get; init; }

    /// <summary>Sequences of one GPU at the same time.</summary>
    public int MaxBatch { get; init; } = 1024;

    /// <summary>What the link is if nobody says otherwise: the hardware's own where one domain holds the fleet, else its network.</summary>
    public static double Link(HardwareSpec hardware, int gpus) => gpus <= hardware.DomainSize ? hardware.LinkBandwidth : hardware.NetworkBandwidth;
}
