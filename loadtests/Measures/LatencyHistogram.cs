using System.Numerics;

namespace Orchestrator.LoadTests.Measures;

/// <summary>Counts of times, for any number of callers at once: exact below 256 µs, then in steps of at most 0.4 % (log-linear buckets, as HdrHistogram has).</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 8, Steps = 1 << StepBits;

    // Of microseconds: 12 days; longer ones count as that.
    private const int MostBits = 40;

    private readonly long[] _counts = new long[(MostBits - StepBits + 1) * Steps];
    private long _count;
    private long _ticks;
    private long _most;

    public long Count => Interlocked.Read(ref _count);

    public void Add(TimeSpan time)
    {
        var ticks = Math.Max(0, time.Ticks);
        Interlocked.Increment(ref _counts[Bucket(ticks / TimeSpan.TicksPerMicrosecond)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, ticks);
        for (var most = Interlocked.Read(ref _most); ticks > most; most = Interlocked.Read(ref _most))
            if (Interlocked.CompareExchange(ref _most, ticks, most) == most) break;
    }

    /// <summary>Null while there is nothing. Percentiles are the middle of their bucket, at most the largest value.</summary>
    public Percentiles? Percentiles() => Count == 0
        ? null
        : new Percentiles(Count, At(0.5), At(0.9), At(0.99), TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds / Count, Most);

    /// <summary>The value, in seconds, that a share of all does not exceed.</summary>
    public double At(double share)
    {
        var left = Measures.Percentiles.Rank(share, Count);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= Volatile.Read(ref _counts[i]);
            if (left < 0) return Math.Min(Middle(i), Most);
        }
        return Most;
    }

    /// <summary>Points of the distribution: seconds, and the share that does not exceed them.</summary>
    public IEnumerable<(double Seconds, double Share)> Points()
    {
        var (count, passed) = (Count, 0L);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Volatile.Read(ref _counts[i]) is not (> 0 and var here)) continue;
            passed += here;
            yield return (Math.Min(Middle(i), Most), Math.Min(1, (double)passed / count));
        }
    }

    private double Most => TimeSpan.FromTicks(Interlocked.Read(ref _most)).TotalSeconds;

    private static int Bucket(long microseconds)
    {
        if (microseconds < Steps) return (int)microseconds;
        var value = Math.Min(microseconds, (1L << MostBits) - 1);
        var shift = BitOperations.Log2((ulong)value) - StepBits;
        return (shift + 1) * Steps + (int)(value >> shift) - Steps;
    }

    private static double Middle(int bucket)
    {
        if (bucket < Steps) return bucket / 1e6;
        var shift = bucket / Steps - 1;
        return (((long)(bucket % Steps + Steps) << shift) + ((1L << shift) - 1) / 2.0) / 1e6;
    }
}
