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

    /// <summary>Begins with what others have been given, so that a newcomer does not have to make up for it.</summary>
    public static RecentWork Of(double seconds, TimeSpan now) => new() { _seconds = seconds, _at = now };

    /// <summary>Adds <paramref name="seconds"/> of work.</summary>
    public void Add(double seconds, TimeSpan now, double memory) => (_seconds, _at) = (At(now, memory) + seconds, now);
}
