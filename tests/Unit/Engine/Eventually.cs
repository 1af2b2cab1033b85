using System.Diagnostics;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>Waits for what other threads bring about; a test that waits in vain says for what.</summary>
internal static class Eventually
{
    /// <summary>Far longer than anything takes here, even on a machine that is busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(2);

    /// <summary>Returns once <paramref name="condition"/> holds.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> otherwise)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) Assert.Fail($"waited {Patience.TotalSeconds} s in vain: {otherwise()}");
            await Task.Delay(s_poll);
        }
    }

    /// <summary>Returns once <paramref name="condition"/> holds, or when the time is over: for what need not happen.</summary>
    public static async Task OrNotAsync(TimeSpan time, Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(started) < time) await Task.Delay(s_poll);
    }

    /// <summary>The task's result, if it comes in time.</summary>
    public static async Task<T> InTimeAsync<T>(this Task<T> task, string what)
    {
        await ((Task)task).InTimeAsync(what);
        return await task;
    }

    public static async Task InTimeAsync(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"waited {Patience.TotalSeconds} s in vain: {what}");
        }
    }
}
