using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Pareto;

/// <summary>A steady state of a fleet, and what it gives its users and its owner.</summary>
internal sealed record FleetPoint
{
    /// <summary>How the model lies on the workers that decode.</summary>
    public required ParallelPlan Plan { get; init; }

    /// <summary>How it lies on those that compute prompts; null: every worker does both.</summary>
    public ParallelPlan? PrefillPlan { get; init; }

    /// <summary>Workers that decode, or do both.</summary>
    public required int Workers { get; init; }

    public int PrefillWorkers { get; init; }

    /// <summary>Decoding sequences of a worker.</summary>
    public required int Batch { get; init; }

    /// <summary>Prompt tokens of a step that has any.</summary>
    public required double Chunk { get; init; }

    public required double RequestsPerSecond { get; init; }

    /// <summary>Answer tokens.</summary>
    public required double TokensPerSecondPerGpu { get; init; }

    /// <summary>Answer tokens, by the power that all GPUs of the fleet draw.</summary>
    public required double TokensPerSecondPerMegawatt { get; init; }

    /// <summary>Mean seconds to the first token.</summary>
    public required double FirstTokenSeconds { get; init; }

    /// <summary>Mean seconds between tokens.</summary>
    public required double PerTokenSeconds { get; init; }

    public double TokensPerSecondPerUser => 1 / PerTokenSeconds;

    public bool IsDisaggregated => PrefillPlan is not null;

    /// <summary>Prefill workers and decode workers, or workers alone.</summary>
    public string Split => IsDisaggregated ? $"{PrefillWorkers}:{Workers}" : $"{Workers}";

    /// <summary>Nobody gives users more and makes more per GPU.</summary>
    public bool IsFront { get; init; }

    /// <summary>Nobody gives users more and makes more per watt.</summary>
    public bool IsFrontByPower { get; init; }
}
