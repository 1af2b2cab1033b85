namespace Orchestrator.Simulator.Capacity;

/// <summary>Finds the largest rate at which a fleet keeps its promise.</summary>
/// <param name="wanted">Share of requests that must be served as promised.</param>
/// <param name="precision">Relative width at which the search ends.</param>
internal sealed class CapacitySearch(double wanted, double precision)
{
    // The rate may be far from the first guess, but not farther than this: 2^24.
    private const int MostDoublings = 24;

    /// <summary>The largest rate at which <paramref name="attainment"/> is at least what is wanted, found by doubling or halving and then bisection; 0 when none is.</summary>
    /// <param name="attainment">Of a rate; falls as the rate rises.</param>
    /// <param name="guess">Above 0.</param>
    /// <param name="hopeless">A rate above which nobody is interested: when it is not reached it is not refined. 0: none.</param>
    public double Find(Func<double, double> attainment, double guess, double hopeless = 0)
    {
        var (low, high) = (0.0, double.PositiveInfinity);
        var rate = guess;
        for (var i = 0; i < MostDoublings && (low == 0 || double.IsPositiveInfinity(high)); i++)
        {
            if (attainment(rate) >= wanted) low = rate;
            else high = rate;
            if (high <= hopeless) return low;
            // Capacities of one fleet are near each other, so the first steps are small.
            rate = double.IsPositiveInfinity(high) ? low * (i < 3 ? 1.25 : 2) : low > 0 ? rate : high / (i < 3 ? 1.25 : 2);
        }
        while (high - low > precision * high)
        {
            var middle = (low + high) / 2;
            if (attainment(middle) >= wanted) low = middle;
            else high = middle;
            if (high <= hopeless) return low;
        }
        return low;
    }
}
