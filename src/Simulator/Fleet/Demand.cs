using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Workloads;

namespace Orchestrator.Simulator.Fleet;

/// <summary>What requests ask of a fleet, in seconds of one worker.</summary>
internal sealed class Demand(FleetOptions options)
{
    /// <summary>Seconds to compute the prompt in whole chunks, and seconds to make the answer in a batch as large as room and step time allow.</summary>
    public (double Prefill, double Decode) Of(Arrival arrival)
    {
        var context = arrival.PromptTokens + arrival.AnswerTokens / 2.0;
        return (Prefill(arrival.PromptTokens), (arrival.AnswerTokens - 1) * TokenSeconds(context));
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

    // Of full chunks, shared with other prompts.
    private double Prefill(int promptTokens)
    {
        var whole = options.Cost.Seconds(StepWork.Prefill(options.PrefillChunk, 0, ends: false));
        var extra = options.Cost.Seconds(new StepWork(options.PrefillChunk, StepWork.Pairs(promptTokens, 0), 0, 0, 0)) - options.Cost.Seconds(new StepWork(options.PrefillChunk, 0, 0, 0, 0));
        var pairs = whole - options.Cost.Seconds(new StepWork(options.PrefillChunk, 0, 0, 0, 0));
        return promptTokens * (whole - pairs) / options.PrefillChunk + extra;
    }

    private double TokenSeconds(double context)
    {
        var most = (int)Math.Clamp(options.KvTokens / context, 1, options.MaxRunning);
        if (Step(most, context) > options.StepTarget)
        {
            var (fits, not) = (1, most);
            while (not - fits > 1)
            {
                var middle = (fits + not) / 2;
                if (Step(middle, context) <= options.StepTarget) fits = middle;
                else not = middle;
            }
            most = fits;
        }
        return Step(most, context) / most;
    }

    private double Step(int sequences, double context) => options.Cost.Seconds(StepWork.Decode(sequences, sequences * context));
}
