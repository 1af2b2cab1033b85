namespace Orchestrator.Simulator.Workloads;

/// <summary>Requests that come in bursts: a Poisson process that switches between two rates after exponentially long times.</summary>
public static class BurstWorkload
{
    /// <param name="burstRate">Requests per second in a burst.</param>
    /// <param name="calmRate">Requests per second between bursts.</param>
    /// <param name="burstSeconds">Mean length of a burst.</param>
    /// <param name="calmSeconds">Mean time between bursts; the workload begins calm.</param>
    /// <param name="seconds">Length of the workload.</param>
    /// <param name="seed">Equal seeds give equal workloads; other rates keep bursts and lengths.</param>
    /// <param name="lengths">What requests are like.</param>
    public static Workload Make(double burstRate, double calmRate, double burstSeconds, double calmSeconds, double seconds, int seed, LengthTable lengths)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burstSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(calmSeconds);
        MixPart[] parts = [new(lengths, 1)];
        var random = RandomStream.Phases(seed);
        var phases = new List<MixPhase>();
        var isBurst = false;
        for (var left = seconds; left > 0; isBurst = !isBurst)
        {
            // A chance of zero length is no phase.
            var length = Math.Min(left, random.Exponential(isBurst ? burstSeconds : calmSeconds));
            if (length > 0) phases.Add(new MixPhase(length, isBurst ? burstRate : calmRate, parts));
            left -= length;
        }
        return MixWorkload.Make("burst", phases, seed);
    }
}
