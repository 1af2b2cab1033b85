namespace Orchestrator.Simulator.Calibration;

/// <summary>What was measured of one model on one device with one tensor-parallel size: a file of vidur or v0, a set of files of LLMServingSim.</summary>
internal sealed record MeasuredProfile
{
    /// <summary>For people: source, device, model, tensor-parallel size.</summary>
    public required string Name { get; init; }

    /// <summary>The catalogue's entry that should describe it.</summary>
    public required string Hardware { get; init; }

    /// <summary>The catalogue's model.</summary>
    public required string Model { get; init; }

    public required int TensorParallel { get; init; }

    /// <summary>By tokens, rising, each count once.</summary>
    public required IReadOnlyList<DensePoint> Dense { get; init; }

    public IReadOnlyList<AttentionPoint> Attention { get; init; } = [];
    public IReadOnlyList<HeadPoint> Head { get; init; } = [];

    /// <summary>Points of the files that say nothing, and why.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];
}
