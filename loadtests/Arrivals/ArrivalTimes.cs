namespace Orchestrator.LoadTests.Arrivals;

/// <summary>When requests are to be sent. Nothing that happens later changes it: arrivals never wait for answers.</summary>
internal static class ArrivalTimes
{
    /// <summary>Arrivals over spans of different rates, in order, from 0 on.</summary>
    /// <remarks>A process of rate 1 is stretched: the next arrival comes when the expected number of arrivals since the last has reached its gap.</remarks>
    /// <param name="spans">One after the other.</param>
    /// <param name="kind">How they spread.</param>
    /// <param name="random">Drawn from once per arrival, for Poisson only.</param>
    public static IEnumerable<TimeSpan> Over(IEnumerable<RateSpan> spans, ArrivalKind kind, Random random)
    {
        var began = 0.0;
        // Expected arrivals until the next one. Even arrivals begin at once; chance has no first.
        var gap = kind == ArrivalKind.Poisson ? Exponential(random) : 0;
        foreach (var span in spans)
        {
            var passed = 0.0;
            while (span.Rate > 0 && passed + gap / span.Rate < span.Seconds)
            {
                passed += gap / span.Rate;
                yield return TimeSpan.FromSeconds(began + passed);
                gap = kind == ArrivalKind.Poisson ? Exponential(random) : 1;
            }
            gap -= (span.Seconds - passed) * span.Rate;
            // Rounding may leave an even arrival a hair before the span's end.
            if (gap < 0) gap = 0;
            began += span.Seconds;
        }
    }

    /// <summary>Arrivals at one rate.</summary>
    public static IEnumerable<TimeSpan> At(double rate, TimeSpan total, ArrivalKind kind, Random random) =>
        Over([new RateSpan(total.TotalSeconds, rate)], kind, random);

    // 1 - u is above 0, so its logarithm is finite.
    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}
