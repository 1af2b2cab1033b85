namespace Orchestrator.Simulator.Fleet;

/// <summary>Counts of times in classes that grow by a hundredth each, so that a percentile is right within half a percent.</summary>
public sealed class Histogram
{
    private const double Least = 1e-5;
    private const double Growth = 1.01;
    private static readonly double s_scale = 1 / Math.Log(Growth);

    private readonly long[] _counts = new long[2400];

    /// <summary>All that was counted.</summary>
    public long Total { get; private set; }

    /// <summary>Counts a time of some seconds <paramref name="times"/> times.</summary>
    public void Add(double seconds, long times)
    {
        _counts[Math.Clamp((int)(Math.Log(Math.Max(seconds, Least) / Least) * s_scale), 0, _counts.Length - 1)] += times;
        Total += times;
    }

    /// <summary>The time that a share of all does not exceed; not a number when nothing was counted.</summary>
    public double Percentile(double share)
    {
        if (Total == 0) return double.NaN;
        var rest = (long)Math.Ceiling(share * Total);
        var place = 0;
        while (place < _counts.Length - 1 && (rest -= _counts[place]) > 0) place++;
        return Least * Math.Pow(Growth, place + 0.5);
    }
}
