using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>What a gateway does with a split answer.</summary>
internal static class Splits
{
    public static Work NewWork(int prompt = 50, int answer = 20, int seed = 1)
    {
        var random = new Random(seed);
        var vocab = TinyModel.Open(WorkerShape.DefaultModel).Config.Vocab;
        var sampling = new Contracts.Protocol.Sampling { Temperature = 1, TopP = 1, RepetitionPenalty = 1.1f, Seed = (ulong)seed };
        return Works.Of(Works.NewKey(), Works.Prompt(random, prompt, vocab), answer, sampling);
    }

    /// <summary>Sends the prompt to one worker and word of it to the other; the KV goes to <paramref name="endpoint"/>, or directly.</summary>
    public static void Split(this TestWorker prefill, TestWorker decode, Work work, string? endpoint = null)
    {
        decode.Expect(work);
        prefill.Submit(work.To(decode.Target(endpoint)));
    }

    /// <summary>Moves decode: the prefill stands, only the attempt's number and the place change.</summary>
    public static Work Redirect(this TestWorker prefill, Work work, TestWorker? decode, string? endpoint = null)
    {
        var next = work.As(work.Key() with { Attempt = work.Key().Attempt + 1 });
        decode?.Expect(next);
        prefill.Engine.Redirect(work.Key(), next.Key().Attempt, decode?.Target(endpoint), prefill.Inbox.Outbox);
        return next;
    }

    /// <summary>The reason why the transfer failed, once it has.</summary>
    public static async Task<string> TransferFailedAsync(this TestWorker prefill, AttemptKey key) =>
        (await prefill.Inbox.UntilAsync(key, a => a.TransferFailures.Count > 0)).TransferFailures[0];

    /// <summary>The whole answer: the first token from the prefill worker, the others from where decode ended up; all from there if decode moved before the prompt was done.</summary>
    public static async Task<int[]> WholeAsync(TestWorker prefill, Work first, TestWorker decode, Work last)
    {
        var tail = await decode.Inbox.EndAsync(last.Key());
        Assert.Empty(tail.Refusals);
        Assert.Equal(Ended.Types.Reason.Length, tail.End!.Reason);
        if (tail.Said[0].Index == first.Tokens.Count - first.PromptTokens) return tail.Tokens;
        var head = await prefill.Inbox.UntilAsync(first.Key(), a => a.Said.Count > 0);
        return [(int)head.Said[0].Id, .. tail.Tokens];
    }

    /// <summary>Every block of the worker is free, whatever sequences it may still hold.</summary>
    public static Task AllFreeAsync(this TestWorker worker) => Eventually.TrueAsync(() => worker.Load.BlocksReferenced == 0, () => $"blocks are held: {worker.Load}");
}
