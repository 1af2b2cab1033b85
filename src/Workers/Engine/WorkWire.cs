using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Sampling;

namespace Orchestrator.Workers.Engine;

/// <summary>Work as it comes over the wire, turned into what the engine holds.</summary>
internal static class WorkWire
{
    public static Sequence ToSequence(this Work work, AttemptKey key, Outbox outbox, long arrival, TimeProvider time)
    {
        var tokens = new List<int>(work.Tokens.Count + 16);
        foreach (var token in work.Tokens) tokens.Add((int)token);
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
            Priority = work.Priority,
            Arrival = arrival,
            Deadline = time.GetTimestamp() + (long)(work.DeadlineMs / 1000.0 * time.TimestampFrequency),
        };
    }

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
