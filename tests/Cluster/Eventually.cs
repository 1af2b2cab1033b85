using System.Diagnostics;
using Xunit;

namespace Orchestrator.Cluster;

/// <summary>Waits for states that come about by themselves, and says for what it waited in vain.</summary>
internal static class Eventually
{
    // Far longer than anything here takes: a busy machine is no failure.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(5);

    /// <summary>Asks until the answer satisfies; the last answer stands in the failure.</summary>
    public static async Task<T> BecomesAsync<T>(this Func<Task<T>> ask, Predicate<T> satisfies, string what)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(s_period);
        while (true)
        {
            var answer = await ask();
            if (satisfies(answer)) return answer;
            if (Stopwatch.GetElapsedTime(started) > s_patience) Assert.Fail($"waited {s_patience.TotalSeconds:0} s in vain for {what}; the last answer was {answer}");
            await timer.WaitForNextTickAsync();
        }
    }
}
