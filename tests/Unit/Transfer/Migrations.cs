using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>What a gateway does with a running answer that goes on elsewhere.</summary>
internal static class Migrations
{
    /// <summary>Starts work whose prompt takes one step, and holds a fresh worker before the step after so many tokens.</summary>
    public static async Task HoldAsync(this TestWorker worker, Work work, int tokens)
    {
        worker.Backend.Gate.Shut();
        worker.Submit(work);
        await worker.Backend.Gate.ArrivedAsync();
        await worker.Backend.Gate.LetAsync(tokens);
        await worker.Inbox.UntilAsync(work.Key(), a => a.Said.Count >= tokens);
    }

    /// <summary>Announces a running answer to its next worker, as the attempt after the one that runs.</summary>
    /// <param name="target">The next worker.</param>
    /// <param name="work">As it runs at the source.</param>
    /// <param name="source">The worker that runs it.</param>
    /// <param name="known">Tokens of the answer that the gateway has.</param>
    public static async Task<Work> AnnounceAsync(this TestWorker target, Work work, TestWorker source, int known)
    {
        var said = source.Inbox[work.Key()].Tokens[..(known - 1)];
        var next = work.With(said).As(work.Key() with { Attempt = work.Key().Attempt + 1 });
        target.Expect(next, source, running: true);
        await target.Inbox.UntilAsync(next.Key(), a => a.Accepted > 0);
        return next;
    }

    /// <summary>Tells the source to send its answer.</summary>
    public static void Migrate(this TestWorker source, Work work, TestWorker target, string? endpoint = null) =>
        source.Engine.Migrate(work.Key(), work.Key().Attempt + 1, target.Target(endpoint));

    /// <summary>What both workers said of the answer, each token once, and how it ended at the second.</summary>
    public static async Task<Answer> ArrivedAsync(TestWorker source, Work work, TestWorker target, Work next)
    {
        var head = await source.Inbox.UntilAsync(work.Key(), a => a.HandedOff > 0 || a.TransferFailures.Count > 0);
        Assert.Empty(head.TransferFailures);
        var tail = await target.Inbox.EndAsync(next.Key());
        Assert.Empty(tail.Refusals);
        Assert.Equal(head.Said[^1].Index + 1, tail.Said[0].Index);
        Assert.Empty(head.Ends);
        return tail with { Said = head.Said.AddRange(tail.Said) };
    }

    /// <summary>Ids, log probabilities and how it ended.</summary>
    public static string Tell(this Answer answer) => $"{string.Join(' ', answer.Said.Select(t => $"{t.Index}:{t.Id}{t.Logprobs}"))} {answer.End?.Reason} {answer.End?.Tokens}";
}
