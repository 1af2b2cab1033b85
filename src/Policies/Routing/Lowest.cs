namespace Orchestrator.Policies.Routing;

/// <summary>Picks the lowest of some costs; of equals each with the same chance, for the first of them would get everything.</summary>
public static class Lowest
{
    /// <summary>Index of a lowest cost, or -1 when all are infinite.</summary>
    public static int Of(ReadOnlySpan<double> costs, Random random)
    {
        var best = -1;
        var ties = 0;
        for (var i = 0; i < costs.Length; i++)
        {
            if (double.IsPositiveInfinity(costs[i]) || (best >= 0 && costs[i] > costs[best])) continue;
            if (best < 0 || costs[i] < costs[best]) (best, ties) = (i, 1);
            // Reservoir sampling: each of the equals is kept with the same chance.
            else if (random.Next(++ties) == 0) best = i;
        }
        return best;
    }
}
