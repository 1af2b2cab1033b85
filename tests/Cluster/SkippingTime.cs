namespace Orchestrator.Cluster;

/// <summary>
/// The system's clock, which can be sent ahead: leases, deadlines and tickets run out without anybody waiting. Timers keep their real
/// pace, so that silos and grains go on as ever.
/// </summary>
internal sealed class SkippingTime : TimeProvider
{
    private long _skipped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Skip(TimeSpan time) => Interlocked.Add(ref _skipped, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _skipped));

    public override long GetTimestamp() => GetElapsedTime(0, base.GetTimestamp(), base.TimestampFrequency).Ticks + Interlocked.Read(ref _skipped);

    // Not TimeProvider's own: that one divides by this clock's frequency.
    private static TimeSpan GetElapsedTime(long from, long to, long frequency) => new((long)((to - from) * ((double)TimeSpan.TicksPerSecond / frequency)));
}
