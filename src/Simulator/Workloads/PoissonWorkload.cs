namespace Orchestrator.Simulator.Workloads;

/// <summary>Requests that come by chance, at one rate.</summary>
public static class PoissonWorkload
{
    /// <param name="rate">Requests per second, on average.</param>
    /// <param name="seconds">Length of the workload.</param>
    /// <param name="seed">Equal seeds give equal workloads; other rates keep the sequence of lengths.</param>
    /// <param name="lengths">What requests are like.</param>
    public static Workload Make(double rate, double seconds, int seed, LengthTable lengths) =>
        MixWorkload.Make("poisson", [new MixPhase(seconds, rate, [new MixPart(lengths, 1)])], seed);
}
