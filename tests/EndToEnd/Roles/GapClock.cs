using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.EndToEnd.Asking;

namespace Orchestrator.EndToEnd.Roles;

/// <summary>Reads streams to their end and notes the time between one piece of text and the next, over all of them.</summary>
internal sealed class GapClock
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public async Task<Answer> ReadAsync(AnswerStream stream)
    {
        await stream.ReadAsync(1);
        var last = Stopwatch.GetTimestamp();
        while (true)
        {
            await stream.ReadAsync(stream.Pieces + 1);
            if (stream.IsDone) return await stream.ToEndAsync();
            _milliseconds.Add(Stopwatch.GetElapsedTime(last).TotalMilliseconds);
            last = Stopwatch.GetTimestamp();
        }
    }

    public override string ToString()
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted.Count == 0 ? "no gaps" : $"{sorted.Count} gaps, p50 {At(sorted, 0.5):0.0} ms, p99 {At(sorted, 0.99):0.0} ms, longest {sorted[^1]:0.0} ms";
    }

    /// <summary>The value that this part of the sorted ones does not exceed.</summary>
    public static double At(IReadOnlyList<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)(part * sorted.Count))];
}
