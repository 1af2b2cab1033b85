using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>Work that the router gave a worker and that no report of it contains yet. Without it, a burst between two reports would go to one worker.</summary>
internal sealed class GivenWork
{
    // A lost assignment (its gateway died) must not count for ever.
    private static readonly TimeSpan s_assumeLostAfter = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Number, int Tokens, TimeSpan At)> _open = new();

    /// <summary>Seconds of prefill lately given, reported or not.</summary>
    public RecentWork Recent;

    /// <summary>The role in which it was given that; null before the first.</summary>
    public WorkerRole? Role { get; set; }

    /// <summary>Since when no snapshot has its worker; null while one does.</summary>
    public TimeSpan? MissingSince { get; set; }

    /// <summary>Pieces of work.</summary>
    public int Count => _open.Count;

    /// <summary>Their prompt tokens to be computed.</summary>
    public long Tokens { get; private set; }

    /// <summary>Number of the newest assignment, reported or not; 0 for none.</summary>
    public long Newest { get; private set; }

    public void Add(long number, int tokens, TimeSpan now)
    {
        _open.Enqueue((number, tokens, now));
        Tokens += tokens;
        Newest = number;
    }

    /// <summary>A report contains all up to this number.</summary>
    public void ForgetUpTo(long number)
    {
        while (_open.TryPeek(out var oldest) && oldest.Number <= number) Forget();
    }

    /// <summary>Forgets what is too old to come.</summary>
    public void ForgetLost(TimeSpan now)
    {
        while (_open.TryPeek(out var oldest) && now - oldest.At > s_assumeLostAfter) Forget();
    }

    private void Forget() => Tokens -= _open.Dequeue().Tokens;
}
