namespace Orchestrator.Policies.Routing;

/// <summary>Seconds of work that a worker was given, each forgotten exponentially. Times are measured from any fixed origin.</summary>
public struct RecentWork
{
    private double _seconds;
    private TimeSpan _at;

    /// <summary>What is left of it at <paramref name="now"/>.</summary>
    /// <param name="now">Not before the last call's.</param>
    /// <param name="memory">Seconds after which 1/e is left.</param>
    public readonly double At(TimeSpan now, double memory) => _seconds * Math.Exp(-(now - _at).TotalSeconds / memory);

    /// <summary>
    /// A worker that is new to a role, by joining or by a shift, begins with the mean of the others in it: it does not have to make up for
    /// what they were given. Without this a shifted worker is given everything until it has caught up, and prompts wait there for seconds.
    /// </summary>
    /// <param name="others">What the others of this role have been given lately, in seconds.</param>
    /// <param name="now">Time.</param>
    public static RecentWork OfNewcomer(ReadOnlySpan<double> others, TimeSpan now)
    {
        var sum = 0.0;
        foreach (var seconds in others) sum += seconds;
        return new RecentWork { _seconds = others.IsEmpty ? 0 : sum / others.Length, _at = now };
    }

    /// <summary>Adds <paramref name="seconds"/> of work.</summary>
    public void Add(double seconds, TimeSpan now, double memory) => (_seconds, _at) = (At(now, memory) + seconds, now);
}
