using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Routing;

/// <summary>A worker and its load as the router believes it: the last report plus what was handed out since.</summary>
/// <param name="Status">As last reported.</param>
/// <param name="HandedOut">Work assigned that the report does not contain.</param>
public readonly record struct WorkerLoad(WorkerStatus Status, int HandedOut)
{
    // Before a worker has measured itself: an ordinary one, so that costs keep their proportions.
    private const double UnknownPrefill = 10_000;
    private const double UnknownStep = 0.02;

    // What one more sequence adds to a step when it has not been measured.
    private const double UnknownSlope = 0.05;

    /// <summary>Prompt tokens of <see cref="HandedOut"/> that are to be computed.</summary>
    public long HandedOutTokens { get; init; }

    /// <summary>Number of the newest assignment; 0 for none.</summary>
    public long NewestAssignment { get; init; }

    /// <summary>Seconds of prefill lately given to it, as <see cref="RecentWork"/> has them.</summary>
    public double RecentSeconds { get; init; }

    /// <summary>Leading blocks of the prompt that are there, over all tiers.</summary>
    public int CachedBlocks { get; init; }

    /// <summary>Those of them that are in the host's memory only.</summary>
    public int HostBlocks { get; init; }

    /// <summary>Sequences it has to serve.</summary>
    public int Sequences => Status.Running + Status.Waiting + HandedOut;

    /// <summary>Sequences it would still take.</summary>
    public int Room => Math.Max(0, Status.MaxSequences - Sequences);

    /// <summary>Prompt tokens it computes per second, measured or assumed.</summary>
    public double TokensPerSecond => Status.PrefillTokensPerSecond > 0 ? Status.PrefillTokensPerSecond : UnknownPrefill;

    /// <summary>Seconds of a decode step with one sequence, measured or assumed.</summary>
    public double StepSeconds => Status.DecodeStepSeconds > 0 ? Status.DecodeStepSeconds : UnknownStep;

    /// <summary>Seconds that each further sequence adds to a step, measured or assumed.</summary>
    public double SequenceSeconds => Status.DecodeSequenceSeconds > 0 ? Status.DecodeSequenceSeconds : UnknownSlope * StepSeconds;
}
