namespace Orchestrator.Simulator.Workloads;

/// <summary>Poisson arrivals whose rate and mix of kinds change from phase to phase.</summary>
public static class MixWorkload
{
    /// <summary>The phases one after another, from <paramref name="seed"/>; prompts share nothing.</summary>
    /// <param name="name">As printed in results.</param>
    /// <param name="phases">At least one; <see cref="ArgumentException"/> for a phase that makes no sense.</param>
    /// <param name="seed">Equal seeds give equal workloads. Times and lengths have random numbers of their own: all rates scaled alike, the i-th request draws from its phase's mix with the same numbers.</param>
    public static Workload Make(string name, IReadOnlyList<MixPhase> phases, int seed)
    {
        if (phases.Count == 0) throw new ArgumentException("a workload without phases");
        foreach (var phase in phases) Check(phase);
        var (times, lengths) = (RandomStream.Times(seed), RandomStream.Lengths(seed));
        var arrivals = new List<Arrival>((int)(phases.Sum(p => p.Seconds * p.Rate) * 1.01) + 64);
        var start = 0.0;
        // Arrivals of a changing rate are those of rate 1 in the time that the expected number of arrivals counts.
        var next = times.Exponential(1);
        foreach (var phase in phases)
        {
            var expected = phase.Rate * phase.Seconds;
            for (; next < expected; next += times.Exponential(1))
            {
                var (prompt, answer) = Pick(phase.Parts, lengths.NextDouble()).Draw(lengths);
                arrivals.Add(new Arrival(start + next / phase.Rate, prompt, answer, []));
            }
            next -= expected;
            start += phase.Seconds;
        }
        return new Workload(name, arrivals, start, Workload.OrdinaryBlockTokens, 0);
    }

    private static LengthTable Pick(IReadOnlyList<MixPart> parts, double u)
    {
        var left = u * parts.Sum(p => p.Share);
        for (var i = 0; i < parts.Count - 1; i++)
        {
            left -= parts[i].Share;
            if (left < 0) return parts[i].Lengths;
        }
        return parts[^1].Lengths;
    }

    private static void Check(MixPhase phase)
    {
        if (phase.Seconds is not (> 0 and < double.PositiveInfinity)) throw new ArgumentException($"a phase of {phase.Seconds} seconds");
        if (phase.Rate is not (>= 0 and < double.PositiveInfinity)) throw new ArgumentException($"a phase of {phase.Rate} requests per second");
        if (phase.Parts.Count == 0 || phase.Parts.Any(p => p.Share is not (>= 0 and < double.PositiveInfinity)) || phase.Parts.Sum(p => p.Share) <= 0)
            throw new ArgumentException($"a mix with the shares {string.Join(", ", phase.Parts.Select(p => p.Share))}");
    }
}
