using Orchestrator.Policies.Cost;

namespace Orchestrator.Policies.Scaling;

/// <summary>
/// How much of a worker's time requests take, when prefill and decode are on workers of their own and when every worker does both. From step
/// times alone, as in DistServe (Zhong et al., 2024) for the former and Sarathi-Serve (Agrawal et al., 2024) for the latter; queueing is left out of both.
/// </summary>
/// <param name="worker">Any of the workers.</param>
/// <param name="stepSeconds">Time that a step with answers in it may take. Where an answer alone takes about as long, nobody can keep it, and it limits nothing.</param>
public sealed class ServingLoad(WorkerCapability worker, double stepSeconds)
{
    // A step with one answer that takes this part of the time leaves nothing to share.
    private const double Alone = 0.9;

    private const int Halvings = 40;

    // A link that is busier makes answers wait for their keys and values longer than moving them takes.
    private const double LinkShare = 0.6;

    /// <summary>Worker-seconds per second that prompts take of workers that do nothing else.</summary>
    public double Prefill(in RequestMix mix)
    {
        // Prompts share full chunks; what pairs cost on top is seen on a chunk that has them all.
        var chunk = worker.PrefillChunk;
        var alone = worker.Times.Seconds(new StepWork(chunk, 0, 0, 0, 0));
        var pairs = worker.Times.Seconds(new StepWork(chunk, mix.PromptPairs, 0, 0, 0)) - alone;
        return mix.PerSecond * (mix.PromptTokens * alone / chunk + pairs);
    }

    /// <summary>Worker-seconds per second that answers take of workers that do nothing else, with as many at once as memory and the step's time allow.</summary>
    public double Decode(in RequestMix mix)
    {
        if (mix.AnswerTokens <= 1) return 0;
        return mix.PerSecond * (mix.AnswerTokens - 1) * TokenSeconds(mix.Context);
    }

    /// <summary>Seconds of a worker that a token of an answer costs, with as many others at once as memory and the step's time allow.</summary>
    /// <param name="context">Tokens before it.</param>
    public double TokenSeconds(double context)
    {
        var most = (int)Math.Clamp(worker.KvTokens / Math.Max(1, context), 1, worker.MaxRunning);
        var sequences = Most(most, Limit(context), count => worker.Times.Seconds(StepWork.Decode(count, count * context)));
        return worker.Times.Seconds(StepWork.Decode(sequences, sequences * context)) / sequences;
    }

    /// <summary>Workers whose link is as busy as it may be with what has to move to those that decode.</summary>
    public double Ingress(in RequestMix mix) =>
        worker.LinkBytesPerSecond > 0 ? mix.PerSecond * mix.MovedTokens * worker.KvBytesPerToken / (LinkShare * worker.LinkBytesPerSecond) : 0;

    /// <summary>Worker-seconds per second that requests take of workers that do both, each step as full as its time allows.</summary>
    public double Mixed(in RequestMix mix)
    {
        var answers = Math.Max(1, mix.AnswerTokens);
        // One number says how full a step is: tokens of answers in it. Prompts come in proportion, and so does what they hold while they are computed.
        var most = Math.Min(worker.MaxRunning, worker.KvTokens / Math.Max(1, mix.Context));
        most = Math.Min(most, worker.PrefillChunk * answers / mix.PromptTokens);
        var limit = Limit(mix.Context);
        if (Step(mix, answers, most) > limit)
        {
            var (fits, not) = (0.0, most);
            for (var i = 0; i < Halvings; i++)
            {
                var middle = (fits + not) / 2;
                if (Step(mix, answers, middle) <= limit) fits = middle;
                else not = middle;
            }
            most = fits;
        }
        return most < 1e-6 ? double.PositiveInfinity : mix.PerSecond * answers * Step(mix, answers, most) / most;
    }

    private double Limit(double context) => worker.Times.Seconds(StepWork.Decode(1, context)) > Alone * stepSeconds ? double.PositiveInfinity : stepSeconds;

    private double Step(in RequestMix mix, double answers, double decodes)
    {
        // A part of a sequence is a sequence in a part of the steps.
        var requests = decodes / answers;
        var work = new StepWork(requests * mix.PromptTokens, requests * mix.PromptPairs, (int)Math.Ceiling(decodes), decodes * mix.Context, (int)Math.Ceiling(decodes + requests));
        return worker.Times.Seconds(work);
    }

    // The most sequences, up to `most`, whose step keeps the limit; at least one.
    private static int Most(int most, double limit, Func<int, double> seconds)
    {
        if (seconds(most) <= limit) return most;
        var (fits, not) = (1, most);
        while (not - fits > 1)
        {
            var middle = (fits + not) / 2;
            if (seconds(middle) <= limit) fits = middle;
            else not = middle;
        }
        return fits;
    }
}
