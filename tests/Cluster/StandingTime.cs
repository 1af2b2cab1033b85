namespace Orchestrator.Cluster;

/// <summary>
/// A clock that can be made to stand: then it goes on only when a test says so (and by a tick with each look at it, so that no two moments
/// are one). Leases, tickets and deadlines run out when they should, and never because the machine is busy. Timers keep the system's pace.
/// </summary>
internal sealed class StandingTime : TimeProvider
{
    private volatile bool _stands;
    private long _now;
    private long _ahead;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => _stands ? Interlocked.Increment(ref _now) : base.GetUtcNow().UtcTicks + Interlocked.Read(ref _ahead);

    public void Stand()
    {
        _now = GetTimestamp();
        _stands = true;
    }

    public void Skip(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);

    /// <summary>Goes on from where it stands; never backwards.</summary>
    public void GoOn()
    {
        _ahead = Math.Max(0, _now - base.GetUtcNow().UtcTicks);
        _stands = false;
    }
}
