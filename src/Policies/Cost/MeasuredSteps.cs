using System.Collections.Immutable;

namespace Orchestrator.Policies.Cost;

/// <summary>Step times measured for one model on one device and tensor-parallel size.</summary>
public sealed record MeasuredSteps
{
    public required string Source { get; init; }
    public required string Model { get; init; }
    public required int TensorParallel { get; init; }

    /// <summary>Bytes of a weight in the measurement; a shape with other weights takes the formula.</summary>
    public required double BytesPerWeight { get; init; }

    /// <summary>Tokens of the measured steps, rising.</summary>
    public required ImmutableArray<double> Tokens { get; init; }

    /// <summary>Seconds of all but attention and what <see cref="FixedSeconds"/> holds, for each of <see cref="Tokens"/>.</summary>
    public required ImmutableArray<double> Seconds { get; init; }

    /// <summary>Seconds of every step on top, the output matrix and the sampler included.</summary>
    public required double FixedSeconds { get; init; }

    /// <summary>FLOP/s of prefill attention.</summary>
    public required double PrefillAttentionFlops { get; init; }

    /// <summary>Bytes per second at which decode attention reads keys and values.</summary>
    public required double DecodeAttentionBandwidth { get; init; }
}
