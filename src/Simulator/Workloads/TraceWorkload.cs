using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Workloads;

/// <summary>A recorded trace as a workload.</summary>
public static class TraceWorkload
{
    /// <summary>The requests of <paramref name="trace"/>, arriving <paramref name="rateScale"/> times faster than recorded; an answer of no tokens becomes one of 1 token.</summary>
    /// <param name="trace">Read with the same <paramref name="blockTokens"/>.</param>
    /// <param name="name">As printed in results.</param>
    /// <param name="blockTokens">Tokens of a block.</param>
    /// <param name="rateScale">Above 0.</param>
    /// <returns>A workload that ends with the last arrival; of a trace whose requests all arrive at once, 1 second long.</returns>
    public static Workload FromTrace(TraceFile trace, string name, int blockTokens, double rateScale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateScale);
        Arrival[] arrivals =
        [
            .. trace.Requests.Select(r => new Arrival(r.At.TotalSeconds / rateScale, r.PromptTokens, Math.Max(1, r.AnswerTokens), trace.HasContents ? r.Blocks : [])),
        ];
        var seconds = arrivals[^1].At;
        return new Workload(name, arrivals, seconds > 0 ? seconds : 1, blockTokens, trace.HasContents ? trace.Blocks : 0);
    }
}
