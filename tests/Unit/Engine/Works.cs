using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Engine;

namespace Orchestrator.Unit.Engine;

/// <summary>Work as a gateway sends it.</summary>
internal static class Works
{
    public static AttemptKey NewKey(int attempt = 1, int choice = 0) => new(RequestId.New(), choice, attempt);

    /// <summary>Greedy work; the answer's length is the only end.</summary>
    public static Work Of(AttemptKey key, IEnumerable<int> prompt, int maxTokens) => Of(key, prompt, maxTokens, new Contracts.Protocol.Sampling { TopP = 1, RepetitionPenalty = 1 });

    public static Work Of(AttemptKey key, IEnumerable<int> prompt, int maxTokens, Contracts.Protocol.Sampling sampling)
    {
        var work = new Work { Key = key.ToWire(), MaxTokens = (uint)maxTokens, Sampling = sampling, DeadlineMs = 600_000 };
        foreach (var token in prompt) work.Tokens.Add((uint)token);
        work.PromptTokens = (uint)work.Tokens.Count;
        return work;
    }

    /// <summary>The same with tokens that the client has already.</summary>
    public static Work With(this Work work, IEnumerable<int> emitted)
    {
        var more = work.Clone();
        foreach (var token in emitted) more.Tokens.Add((uint)token);
        return more;
    }

    /// <summary>The same under another key.</summary>
    public static Work As(this Work work, AttemptKey key)
    {
        var other = work.Clone();
        other.Key = key.ToWire();
        return other;
    }

    /// <summary>The prompt alone, to be decoded elsewhere.</summary>
    public static Work To(this Work work, DecodeTarget target)
    {
        var split = work.Clone();
        split.Decode = new Decode { Worker = target.Worker, Life = Google.Protobuf.ByteString.CopyFrom(target.Life.ToByteArray()), KvEndpoint = target.KvEndpoint };
        return split;
    }

    public static AttemptKey Key(this Work work) => work.Key.FromWire();

    /// <summary>Random sampling options with everything that can change a token.</summary>
    public static Contracts.Protocol.Sampling Random(Random random, int vocab)
    {
        var sampling = new Contracts.Protocol.Sampling
        {
            Temperature = random.Next(4) == 0 ? 0 : 0.2f + random.NextSingle() * 1.5f,
            TopK = random.Next(2) == 0 ? 0 : (uint)random.Next(1, 60),
            TopP = random.Next(2) == 0 ? 1 : 0.5f + random.NextSingle() / 2,
            MinP = random.Next(3) == 0 ? random.NextSingle() / 10 : 0,
            RepetitionPenalty = random.Next(2) == 0 ? 1 : 1 + random.NextSingle() / 2,
            PresencePenalty = random.Next(2) == 0 ? 0 : random.NextSingle(),
            FrequencyPenalty = random.Next(2) == 0 ? 0 : random.NextSingle(),
            Seed = (ulong)random.NextInt64(),
        };
        if (random.Next(3) > 0) return sampling;
        sampling.BiasTokens.Add((uint)random.Next(vocab));
        sampling.BiasValues.Add(random.NextSingle() * 6 - 3);
        return sampling;
    }

    public static int[] Prompt(Random random, int length, int vocab) => [1, .. Enumerable.Range(0, length - 1).Select(_ => random.Next(3, vocab))];
}
