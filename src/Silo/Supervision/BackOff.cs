namespace Orchestrator.Silo.Supervision;

/// <summary>How long to wait before a dead worker is started again: at once the first time, then doubling, up to half a minute.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>A worker that ran this long was sound: its end is news, not a pattern.</summary>
    private static readonly TimeSpan s_sound = TimeSpan.FromSeconds(60);

    private TimeSpan _next = TimeSpan.Zero;

    public TimeSpan After(TimeSpan ran)
    {
        if (ran > s_sound) _next = TimeSpan.Zero;
        var now = _next;
        _next = now == TimeSpan.Zero ? s_first : TimeSpan.FromTicks(Math.Min(2 * now.Ticks, s_longest.Ticks));
        return now;
    }
}
