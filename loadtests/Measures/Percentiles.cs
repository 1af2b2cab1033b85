namespace Orchestrator.LoadTests.Measures;

/// <summary>A distribution in six numbers; times in seconds. A percentile is the smallest value that so many do not exceed (nearest rank).</summary>
internal sealed record Percentiles(long Count, double P50, double P90, double P99, double Mean, double Max)
{
    /// <summary>Null for no values at all.</summary>
    public static Percentiles? Of(IEnumerable<TimeSpan> values)
    {
        double[] sorted = [.. values.Select(v => v.TotalSeconds).Order()];
        return sorted.Length == 0 ? null : new Percentiles(sorted.Length, At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), sorted.Average(), sorted[^1]);
    }

    /// <summary>Place, from 0, of a percentile among so many values in order.</summary>
    public static long Rank(double share, long count) => Math.Clamp((long)Math.Ceiling(share * count - 1e-9) - 1, 0, count - 1);

    private static double At(double[] sorted, double share) => sorted[Rank(share, sorted.Length)];
}
