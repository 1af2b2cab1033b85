namespace Orchestrator.EndToEnd.Processes;

/// <summary>How long tests wait before they call something lost. Generous: a busy machine is no failure, and a sound system never comes near.</summary>
internal static class Patience
{
    /// <summary>For a state, an answer or the end of a process.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is not null; fails with <paramref name="what"/> and the last words of <paramref name="seen"/> otherwise.</summary>
    public static Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask, Func<string>? seen = null) where T : class => UntilAsync(what, ask, s_period, seen);

    /// <summary>The same, asking so often.</summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask, TimeSpan period, Func<string>? seen = null) where T : class
    {
        using var end = new CancellationTokenSource(Long);
        while (true)
        {
            if (await ask() is { } found) return found;
            if (end.IsCancellationRequested) throw new TimeoutException($"after {Long.TotalSeconds:0} s still not: {what}{(seen is null ? "" : $"; last seen: {seen()}")}");
            await Task.Delay(period, CancellationToken.None);
        }
    }

    /// <summary>Waits until <paramref name="holds"/>.</summary>
    public static Task UntilAsync(string what, Func<bool> holds) => UntilAsync(what, () => Task.FromResult(holds() ? "yes" : null));

    /// <summary>Waits for a task that need not end.</summary>
    public static Task AtMostAsync(TimeSpan time, Task task) => Task.WhenAny(task, Task.Delay(time, CancellationToken.None));

    /// <summary>The result, or a failure that says what was waited for.</summary>
    public static async Task<T> WithinAsync<T>(string what, Task<T> task)
    {
        if (await Task.WhenAny(task, Task.Delay(Long, CancellationToken.None)) != task) throw new TimeoutException($"after {Long.TotalSeconds:0} s still not: {what}");
        return await task;
    }
}
