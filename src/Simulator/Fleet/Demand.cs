using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Scaling;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>What requests ask of a fleet, in seconds of one worker.</summary>
internal sealed class Demand(FleetOptions options)
{
    private readonly ServingLoad _load = new(options.Capability, options.StepTarget);

    /// <summary>Seconds to compute the prompt in whole chunks, and seconds to make the answer in a batch as large as room and step time allow.</summary>
    public (double Prefill, double Decode) Of(Arrival arrival)
    {
        var context = arrival.PromptTokens + arrival.AnswerTokens / 2.0;
        var request = new RequestMix(1, arrival.PromptTokens, StepWork.Pairs(arrival.PromptTokens, 0), arrival.AnswerTokens, context, arrival.PromptTokens);
        return (_load.Prefill(request), _load.Decode(request));
    }

    /// <summary>Seconds to compute a prompt with nothing else to do.</summary>
    public double Unloaded(int promptTokens)
    {
        var (seconds, done) = (0.0, 0);
        while (done < promptTokens)
        {
            var chunk = Math.Min(options.PrefillChunk, promptTokens - done);
            seconds += options.Cost.Seconds(StepWork.Prefill(chunk, done, done + chunk == promptTokens));
            done += chunk;
        }
        return seconds;
    }
}
