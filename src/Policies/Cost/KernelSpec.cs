namespace Orchestrator.Policies.Cost;

/// <summary>What a device's software reaches of its datasheet: few physical figures, fitted to measured profiles ("simulator calibrate").</summary>
public sealed record KernelSpec
{
    /// <summary>What the figures were fitted to.</summary>
    public required string Source { get; init; }

    /// <summary>Seconds of every step, whatever is in it.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>Share of the peak rate that large matrix products reach.</summary>
    public required double MatmulEfficiency { get; init; }

    /// <summary>Share of the memory's bandwidth at which weights are read.</summary>
    public required double WeightEfficiency { get; init; }

    /// <summary>
    /// How sharp the roofline's corner is: a product takes (m^p + c^p)^(1/p), m for its weights' reading and c for its computing. 1: one after the
    /// other; the larger, the more both run at the same time.
    /// </summary>
    public required double Corner { get; init; }

    /// <summary>Seconds of one matrix product's start and end.</summary>
    public required double MatmulSeconds { get; init; }

    /// <summary>Queries, keys and values are one product, gate and up another: four products in a layer, not seven.</summary>
    public required bool FusedProjections { get; init; }

    /// <summary>Seconds of the norms, rotations and activation of one layer for no tokens.</summary>
    public required double ElementwiseSeconds { get; init; }

    /// <summary>Memory traffic of the norms and residual sums, as a multiple of reading and writing the residual stream twice.</summary>
    public required double HiddenTraffic { get; init; }

    /// <summary>Memory traffic of the rotations and the activation, as a multiple of what they must read and write.</summary>
    public required double SplitTraffic { get; init; }

    /// <summary>Seconds of sampling per sequence and word of the vocabulary.</summary>
    public required double SamplerSeconds { get; init; }

    public required AttentionSpec Attention { get; init; }
}
