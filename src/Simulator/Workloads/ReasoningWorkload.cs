namespace Orchestrator.Simulator.Workloads;

/// <summary>Poisson arrivals of which some think before they speak: their answers are many times longer.</summary>
public static class ReasoningWorkload
{
    /// <summary>How much longer the answers are, ordinarily.</summary>
    public const double OrdinaryFactor = 10;

    /// <param name="rate">Requests per second, on average.</param>
    /// <param name="seconds">Length of the workload.</param>
    /// <param name="seed">Equal seeds give equal workloads.</param>
    /// <param name="lengths">What requests are like without reasoning.</param>
    /// <param name="share">Share of reasoning requests, 0 to 1.</param>
    /// <param name="factor">How much longer their answers are.</param>
    public static Workload Make(double rate, double seconds, int seed, LengthTable lengths, double share = 1, double factor = OrdinaryFactor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return MixWorkload.Make("reasoning", [new MixPhase(seconds, rate, [new MixPart(lengths.WithAnswers(factor), share), new MixPart(lengths, 1 - share)])], seed);
    }
}
