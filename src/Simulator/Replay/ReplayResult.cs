using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Replay;

/// <summary>What a replay found.</summary>
/// <param name="Requests">Requests replayed.</param>
/// <param name="Seconds">Recorded length of the trace.</param>
/// <param name="HitRate">Leading blocks found where requests went, of all blocks.</param>
/// <param name="MaxOverMeanPrefill">Prompt tokens computed by the busiest worker, over the mean of all.</param>
/// <param name="PrefillTokens">Prompt tokens computed.</param>
/// <param name="PromptTokens">Prompt tokens asked for.</param>
/// <param name="FirstTokenSeconds">Predicted time to first token at the 50th, 90th, 95th and 99th percentile.</param>
public sealed record ReplayResult(int Requests, double Seconds, double HitRate, double MaxOverMeanPrefill, double PrefillTokens, long PromptTokens, IReadOnlyList<double> FirstTokenSeconds)
{
    /// <summary>The percentiles of <see cref="FirstTokenSeconds"/>.</summary>
    public static IReadOnlyList<int> Percentiles { get; } = [50, 90, 95, 99];

    internal static ReplayResult From(TraceFile trace, long found, long all, double[] computed, List<double> firstTokens)
    {
        firstTokens.Sort();
        var mean = computed.Sum() / computed.Length;
        return new ReplayResult(
            trace.Requests.Count, trace.Requests[^1].At.TotalSeconds, (double)found / all, mean > 0 ? computed.Max() / mean : 1, computed.Sum(), trace.Requests.Sum(r => (long)r.PromptTokens),
            [.. Percentiles.Select(p => firstTokens[Math.Min(firstTokens.Count - 1, firstTokens.Count * p / 100)])]);
    }
}
