namespace Orchestrator.Policies.Admission;

/// <summary>When a waiting request asks again, and when a refused one may come back.</summary>
public static class AdmissionPolicy
{
    /// <summary>The further back in the queue, the less often: 10 ms at the front, half a second at most.</summary>
    public static TimeSpan AskAgainAfter(int position) => TimeSpan.FromMilliseconds(Math.Min(10 + 2 * position, 500));

    /// <summary>A ticket outlives a few lost questions.</summary>
    public static TimeSpan TicketLife(TimeSpan askAgainAfter) => 4 * askAgainAfter + TimeSpan.FromSeconds(2);

    /// <summary>A full queue of n requests needs a while: one second, and one more for each thousand waiting.</summary>
    public static TimeSpan RetryAfter(int waiting) => TimeSpan.FromSeconds(1 + waiting / 1000);
}
