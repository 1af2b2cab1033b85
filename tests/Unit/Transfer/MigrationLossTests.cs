using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>Running answers that do not get to the other worker: they go on where they are, at once and by themselves, and the other one keeps nothing.</summary>
public sealed class MigrationLossTests
{
    [Fact]
    public async Task Without_room_over_there_the_answer_goes_on_here()
    {
        await using var full = new TestWorker(new WorkerShape { Blocks = 3 });
        await GoesOnAsync(full, why: "5 KV blocks are needed, 3 are free", prompt: 64, announce: false);
    }

    [Fact]
    public async Task What_the_other_worker_does_not_expect_goes_on_here()
    {
        await using var target = new TestWorker();
        await GoesOnAsync(target, why: "no answer is announced here", announce: false);
    }

    [Fact]
    public async Task A_draining_worker_takes_no_running_answer()
    {
        await using var target = new TestWorker();
        await target.Engine.ObeyAsync(new EngineOrders(0, Drain: true));
        await GoesOnAsync(target, why: "the worker drains", announce: false);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task A_connection_cut_in_the_middle_is_no_reason_to_stop(int afterBlocks)
    {
        await using var target = new TestWorker();
        await GoesOnAsync(target, why: target.Identity.Life.Worker.Value, judge: (proxy, frame, _) => frame.Kind == KvFrameKind.Block && proxy.Count(KvFrameKind.Block) > afterBlocks ? FrameFate.Cut : FrameFate.Pass);
    }

    [Fact]
    public async Task A_lost_acknowledgement_leaves_two_who_say_the_same()
    {
        await using var target = new TestWorker();
        await GoesOnAsync(target, why: target.Identity.Life.Worker.Value, judge: (_, frame, _) => frame.Kind == KvFrameKind.Acknowledged ? FrameFate.Cut : FrameFate.Pass, arrives: true);
    }

    [Fact]
    public async Task A_damaged_block_is_not_used()
    {
        await using var target = new TestWorker();
        await GoesOnAsync(target, why: "another checksum", judge: (_, frame, bytes) =>
        {
            if (frame is { Kind: KvFrameKind.Block, Layer: 1, Block: 2 }) bytes[KvFrame.Size + 77] ^= 4;
            return FrameFate.Pass;
        });
    }

    [Theory]
    [InlineData(false, "the answer's tokens are damaged")]
    [InlineData(true, "an answer with other tokens")]
    public async Task Damaged_tokens_are_not_believed(bool resealed, string why)
    {
        await using var target = new TestWorker();
        await GoesOnAsync(target, why, judge: (_, frame, bytes) =>
        {
            if (frame.Kind != KvFrameKind.Continue) return FrameFate.Pass;
            bytes[KvFrame.Size + 4] ^= 1;
            if (resealed) (frame with { Checksum = TokenDigest.Of(WireTokens.FromBytes(new(bytes[KvFrame.Size..].ToArray()))) }).Write(bytes);
            return FrameFate.Pass;
        });
    }

    [Fact]
    public async Task A_worker_that_is_gone_is_noticed_by_its_connection()
    {
        await using var source = new TestWorker();
        var target = new TestWorker();
        var work = Splits.NewWork(answer: 30);
        await source.HoldAsync(work, 6);
        await target.AnnounceAsync(work, source, known: 6);
        await target.DisposeAsync();
        source.Migrate(work, target);
        source.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(work), (await source.Inbox.EndAsync(work.Key())).Tokens);
        Assert.Equal((1, 0, 1), (source.Inbox[work.Key()].TransferFailures.Count, source.Load.MigrationsOut, source.Load.MigrationsFailed));
        await source.QuietAsync();
    }

    [Fact]
    public async Task A_worker_that_says_nothing_is_given_up_when_the_gateway_says_so()
    {
        await using var source = new TestWorker();
        await using var target = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint) { Judge = (frame, _) => frame.Kind == KvFrameKind.Acknowledged ? FrameFate.Lose : FrameFate.Pass };
        var work = Splits.NewWork(answer: 30);
        await source.HoldAsync(work, 6);
        var next = await target.AnnounceAsync(work, source, known: 6);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        await proxy.SeenAsync(KvFrameKind.Acknowledged);
        target.Engine.Cancel(next.Key());
        source.Engine.Migrate(work.Key(), 0, null);
        Assert.Equal(await TestWorker.AloneAsync(work), (await source.Inbox.EndAsync(work.Key())).Tokens);
        Assert.Equal(["the other worker is lost"], source.Inbox[work.Key()].TransferFailures);
        await source.QuietAsync();
        await target.QuietAsync();
    }

    [Fact]
    public async Task Cancelled_in_the_middle_both_forget_it()
    {
        await using var source = new TestWorker();
        await using var target = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint) { Judge = (frame, _) => frame.Kind == KvFrameKind.Continue ? FrameFate.Lose : FrameFate.Pass };
        var work = Splits.NewWork(answer: 30);
        await source.HoldAsync(work, 6);
        var next = await target.AnnounceAsync(work, source, known: 6);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        await proxy.SeenAsync(KvFrameKind.Continue);
        source.Engine.Cancel(work.Key());
        target.Engine.Cancel(next.Key());
        await source.QuietAsync();
        await target.QuietAsync();
        Assert.Empty(source.Inbox[work.Key()].TransferFailures);
    }

    [Fact]
    public async Task Cancelled_over_there_alone_it_goes_on_here()
    {
        await using var source = new TestWorker();
        await using var target = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint);
        using var cancelled = new ManualResetEventSlim();
        proxy.Judge = (frame, _) =>
        {
            if (frame.Kind == KvFrameKind.Continue) cancelled.Wait(Eventually.Patience);
            return FrameFate.Pass;
        };
        var work = Splits.NewWork(answer: 30);
        await source.HoldAsync(work, 6);
        var next = await target.AnnounceAsync(work, source, known: 6);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        await proxy.SeenAsync(KvFrameKind.Continue);
        target.Engine.Cancel(next.Key());
        await target.QuietAsync();
        cancelled.Set();
        Assert.Equal(await TestWorker.AloneAsync(work), (await source.Inbox.EndAsync(work.Key())).Tokens);
        await source.QuietAsync();
        await target.QuietAsync();
    }

    [Fact]
    public async Task The_gateways_end_frees_both_sides()
    {
        await using var source = new TestWorker();
        await using var target = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint) { Judge = (frame, _) => frame.Kind == KvFrameKind.Continue ? FrameFate.Lose : FrameFate.Pass };
        var work = Splits.NewWork(answer: 30);
        await source.HoldAsync(work, 6);
        await target.AnnounceAsync(work, source, known: 6);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        await proxy.SeenAsync(KvFrameKind.Continue);
        source.Engine.Drop(source.Inbox.Outbox);
        target.Engine.Drop(target.Inbox.Outbox);
        await source.QuietAsync();
        await target.QuietAsync();
    }

    [Fact]
    public async Task An_answer_that_has_ended_is_not_sent_and_one_that_waits_says_so()
    {
        await using var source = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        await using var target = new TestWorker();
        var (ended, running, waiting) = (Splits.NewWork(seed: 1, answer: 2), Splits.NewWork(seed: 2, answer: 8), Splits.NewWork(seed: 3, answer: 8));
        await source.RunAsync(ended);
        source.Migrate(ended, target);
        await source.HoldAsync(running, 2);
        source.Submit(waiting);
        source.Migrate(waiting, target);
        source.Backend.Gate.Open();
        Assert.Equal(["the sequence is Waiting with 0 of 50 tokens computed"], (await source.Inbox.EndAsync(waiting.Key())).TransferFailures);
        Assert.Empty(source.Inbox[ended.Key()].TransferFailures);
        await source.QuietAsync();
    }

    /// <summary>Sends a running answer over a connection that a test spoils; it has to go on at its source, and the target to be empty.</summary>
    private static async Task GoesOnAsync(
        TestWorker target, string why, int prompt = 50, bool announce = true, bool arrives = false, Func<FrameProxy, KvFrame, byte[], FrameFate>? judge = null)
    {
        await using var source = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint);
        if (judge is not null)
        {
            proxy.Judge = (frame, bytes) =>
            {
                var copy = bytes.ToArray();
                var fate = judge(proxy, frame, copy);
                copy.CopyTo(bytes);
                return fate;
            };
        }
        var work = Splits.NewWork(prompt, answer: 30);
        await source.HoldAsync(work, 9);
        var next = work.As(work.Key() with { Attempt = 2 });
        if (announce) next = await target.AnnounceAsync(work, source, known: 9);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        var alone = await TestWorker.AloneAsync(work);
        var answer = await source.Inbox.EndAsync(work.Key());
        Assert.Equal(alone, answer.Tokens);
        Assert.Equal(Ended.Types.Reason.Length, answer.End!.Reason);
        Assert.Contains(why, Assert.Single(answer.TransferFailures));
        Assert.Equal((0, 0, 1), (answer.HandedOff, source.Load.MigrationsOut, source.Load.MigrationsFailed));
        if (arrives) Assert.Equal(alone[^20..], (await target.Inbox.EndAsync(next.Key())).Tokens[^20..]);
        else Assert.Empty(target.Inbox[next.Key()].Said);
        target.Engine.Cancel(next.Key());
        await source.QuietAsync();
        await target.QuietAsync();
    }
}
