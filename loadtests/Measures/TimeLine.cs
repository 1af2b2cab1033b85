namespace Orchestrator.LoadTests.Measures;

/// <summary>A run cut into equal parts, for plots over time.</summary>
internal sealed class TimeLine
{
    // Plots show no more.
    private const int Most = 120;

    private readonly LatencyHistogram?[] _gaps;
    private readonly long[] _chunks;

    /// <param name="total">Length of the run; what comes later is counted in the last part.</param>
    public TimeLine(TimeSpan total)
    {
        Width = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(total.TotalSeconds / Most)));
        var parts = Math.Max(1, (int)Math.Ceiling(total / Width));
        (_gaps, _chunks) = (new LatencyHistogram?[parts], new long[parts]);
    }

    /// <summary>Of each part.</summary>
    public TimeSpan Width { get; }

    public int Parts => _chunks.Length;

    public int PartOf(TimeSpan at) => Math.Clamp((int)(at / Width), 0, Parts - 1);

    public void Gap(TimeSpan at, TimeSpan gap)
    {
        ref var place = ref _gaps[PartOf(at)];
        (place ?? Interlocked.CompareExchange(ref place, new LatencyHistogram(), null) ?? place).Add(gap);
    }

    public void Chunk(TimeSpan at) => Interlocked.Increment(ref _chunks[PartOf(at)]);

    public Percentiles? Gaps(int part) => _gaps[part]?.Percentiles();

    public long Chunks(int part) => Interlocked.Read(ref _chunks[part]);
}
