namespace Orchestrator.Policies.Admission;

/// <summary>When a waiting request asks again, and when a refused one may come back.</summary>
public static class AdmissionPolicy
{
    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(60);

    /// <summary>The further back in the queue, the less often: 10 ms at the front, half a second at most.</summary>
    public static TimeSpan AskAgainAfter(int position) => TimeSpan.FromMilliseconds(Math.Min(10 + 2 * position, 500));

    /// <summary>A ticket outlives a few lost questions.</summary>
    public static TimeSpan TicketLife(TimeSpan askAgainAfter) => 4 * askAgainAfter + TimeSpan.FromSeconds(2);

    /// <summary>
    /// When a refused request would find room: after half of those who wait have been served at the pace of late. Half, for a queue that is
    /// full again at once should have been asked by then. Between one second and one minute.
    /// </summary>
    /// <param name="waiting">Requests that wait.</param>
    /// <param name="placedPerSecond">Requests that were placed per second of late; 0 when there were none.</param>
    public static TimeSpan RetryAfter(int waiting, double placedPerSecond)
    {
        if (waiting == 0) return s_shortestRetry;
        var seconds = placedPerSecond > 0 ? waiting / 2.0 / placedPerSecond : double.PositiveInfinity;
        return seconds >= s_longestRetry.TotalSeconds ? s_longestRetry : TimeSpan.FromSeconds(Math.Max(s_shortestRetry.TotalSeconds, Math.Ceiling(seconds)));
    }
}
