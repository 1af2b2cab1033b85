using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.ModelFiles.Writing;

namespace Orchestrator.Bench.Engine;

/// <summary>Work with random prompts, each its own: no prefix cache can have seen one before. The same seed gives the same prompts in the same order.</summary>
internal sealed class RandomWork(ulong seed, int vocab)
{
    private ulong _drawn;

    /// <summary>Greedy work whose only end is its length.</summary>
    public Work Next(int promptTokens, int maxTokens)
    {
        var random = SplitMix64.Branch(seed, _drawn++);
        var work = new Work
        {
            Key = new AttemptKey(RequestId.New(), 0, 1).ToWire(),
            PromptTokens = (uint)promptTokens,
            MaxTokens = (uint)maxTokens,
            Sampling = new Sampling { TopP = 1, RepetitionPenalty = 1 },
            DeadlineMs = uint.MaxValue,
        };
        for (var i = 0; i < promptTokens; i++) work.Tokens.Add((uint)random.NextBelow(vocab));
        return work;
    }
}
