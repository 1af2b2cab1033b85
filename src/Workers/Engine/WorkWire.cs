using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Sampling;

namespace Orchestrator.Workers.Engine;

/// <summary>Work as it comes over the wire, turned into what the engine holds.</summary>
internal static class WorkWire
{
    public static Sequence ToSequence(this Work work, AttemptKey key, Outbox outbox, BlockChain? chain, long arrival, WorkerRole role, TimeProvider time)
    {
        var tokens = new List<int>(work.Tokens.Count + 16);
        foreach (var token in work.Tokens) tokens.Add((int)token);
        chain?.Extend(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens));
        return new Sequence
        {
            Key = key,
            Outbox = outbox,
            Tokens = tokens,
            PromptTokens = (int)work.PromptTokens,
            GivenTokens = tokens.Count,
            MaxTokens = (int)work.MaxTokens,
            MinTokens = (int)work.Sampling.MinTokens,
            Sampling = work.Sampling.ToOptions(),
            Logprobs = (int)work.Sampling.Logprobs,
            EndTokens = [.. work.Sampling.EndTokens.Select(t => (int)t)],
            Chain = chain,
            Priority = work.Priority,
            Arrival = arrival,
            Role = role,
            Deadline = time.GetTimestamp() + (long)(work.DeadlineMs / 1000.0 * time.TimestampFrequency),
        };
    }

    /// <summary>Whether a message has the parts that reading it relies on; their values are checked by the engine.</summary>
    public static bool IsSound(ToWorker message) => message.BodyCase switch
    {
        ToWorker.BodyOneofCase.Work => IsSound(message.Work),
        ToWorker.BodyOneofCase.Expect => IsSound(message.Expect.Work) && message.Expect.PrefillLife.Length == 16,
        ToWorker.BodyOneofCase.Cancel => message.Cancel.Key is not null,
        ToWorker.BodyOneofCase.Redirect => message.Redirect.Key is not null && message.Redirect.Decode is null or { Life.Length: 16 },
        ToWorker.BodyOneofCase.Migrate => message.Migrate.Key is not null && message.Migrate.Decode is null or { Life.Length: 16 },
        ToWorker.BodyOneofCase.Automaton => message.Automaton.Address.Length == AutomatonAddress.Length,
        _ => true,
    };

    private static bool IsSound(Work? work) =>
        work is { Key: not null, Sampling: not null, PromptTokens: <= int.MaxValue, MaxTokens: <= int.MaxValue } && work.Decode is null or { Life.Length: 16 };

    public static DecodeTarget ToTarget(this Decode decode) => new(decode.Worker, new Guid(decode.Life.Span), decode.KvEndpoint);

    private static SamplingOptions ToOptions(this Contracts.Protocol.Sampling wire) => new()
    {
        Temperature = wire.Temperature,
        TopK = (int)wire.TopK,
        TopP = wire.TopP,
        MinP = wire.MinP,
        RepetitionPenalty = wire.RepetitionPenalty,
        PresencePenalty = wire.PresencePenalty,
        FrequencyPenalty = wire.FrequencyPenalty,
        Seed = wire.Seed,
        LogitBias = Biases(wire),
    };

    private static TokenBias[] Biases(Contracts.Protocol.Sampling wire)
    {
        var biases = new TokenBias[wire.BiasTokens.Count];
        for (var i = 0; i < biases.Length; i++) biases[i] = new TokenBias((int)wire.BiasTokens[i], wire.BiasValues[i]);
        return biases;
    }
}
