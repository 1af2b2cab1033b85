using System.Diagnostics;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Metering;
using Orchestrator.Gateway.OpenAi.Requests;

namespace Orchestrator.Gateway.Answers;

/// <summary>A request after the door: what is to be computed, for which prompts, how often, until when.</summary>
/// <param name="Request">Its id.</param>
/// <param name="Model">The model.</param>
/// <param name="Options">As asked for.</param>
/// <param name="Prompts">Tokens of each prompt.</param>
/// <param name="AnswerTokens">Length of each prompt's answers at most.</param>
/// <param name="Seed">The client's, or drawn at the door; kept, so that every attempt draws alike.</param>
/// <param name="Arrived">For the time to first token.</param>
/// <param name="Deadline">When nobody wants the answer any more, UTC.</param>
/// <param name="Patience">The same, from the arrival.</param>
internal sealed record AnswerOrder(
    RequestId Request, ServedModel Model, GenerationOptions Options, IReadOnlyList<int[]> Prompts, IReadOnlyList<int> AnswerTokens, ulong Seed, long Arrived, DateTimeOffset Deadline, TimeSpan Patience)
{
    // Named once for all answers and attempts.
    private readonly byte[][] _blocks = [.. Prompts.Select(prompt => BlockNames.Pack(BlockHash.Chain(BlockHash.Root(Model.Name, "", Options.CacheSalt ?? ""), prompt)))];

    /// <summary>The priorities that the pool gives.</summary>
    public PriorityRange Priorities { get; init; } = PriorityRange.Any;

    /// <summary>An answer that keeps them is in time; they change nothing.</summary>
    public AnswerTargets Targets { get; init; } = new(PoolPolicy.Default.Ttft, PoolPolicy.Default.Tpot);

    /// <summary>As OpenTelemetry's conventions call it.</summary>
    public string Operation { get; init; } = GenAi.Completion;

    /// <summary>The request's span; default when nobody listens.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>The timestamp from which on its choices run.</summary>
    public long Ready { get; init; } = Arrived;

    /// <summary>Answers over all prompts.</summary>
    public int Choices => Prompts.Count * Options.Choices;

    public int PromptTokens => Prompts.Sum(p => p.Length);

    /// <summary>What one choice asks of the workers. Answers of prompt p are numbers p * n to p * n + n - 1.</summary>
    public GenerationInput ToInput(int choice) => new()
    {
        Request = Request,
        Choice = choice,
        Pool = Model.Name,
        Prompt = Prompts[choice / Options.Choices],
        Blocks = _blocks[choice / Options.Choices],
        MaxTokens = AnswerTokens[choice / Options.Choices],
        Sampling = ToSampling(),
        // The API's lower number is served first, as in vLLM; inside, higher is. Recoveries go before all that clients may ask for.
        Priority = -Priorities.Settle(Options.Priority),
        TenantSalt = Options.CacheSalt ?? "",
        Deadline = Deadline,
        Trace = Trace,
        Ready = Ready,
    };

    private Sampling ToSampling()
    {
        var asked = Options.Sampling;
        var sampling = new Sampling
        {
            Temperature = asked.Temperature,
            TopK = (uint)Math.Min(asked.TopK ?? 0, Model.VocabularyTokens),
            TopP = asked.TopP,
            MinP = asked.MinP,
            RepetitionPenalty = asked.RepetitionPenalty,
            PresencePenalty = asked.PresencePenalty,
            FrequencyPenalty = asked.FrequencyPenalty,
            Seed = Seed,
            MinTokens = (uint)Options.Stopping.MinTokens,
            Logprobs = Options.TopLogprobs is { } top ? (uint)Math.Min(top, Model.VocabularyTokens) + 1 : 0,
        };
        foreach (var bias in asked.LogitBias)
        {
            sampling.BiasTokens.Add((uint)bias.Token);
            sampling.BiasValues.Add(bias.Bias);
        }
        foreach (var token in (Options.Stopping.IgnoreEnd ? [] : Model.EndTokens).Union(Options.Stopping.Tokens)) sampling.EndTokens.Add((uint)token);
        return sampling;
    }
}
