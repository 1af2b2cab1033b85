using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>The room that a decode worker reserves: who gets it, and that it always comes back.</summary>
public sealed class RoomTests
{
    [Fact]
    public async Task Room_for_KV_that_nobody_announces_is_taken_back()
    {
        var clock = new ManualClock();
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker(new WorkerShape { Time = clock, Limits = new() { MaxContext = 512, ImportPatience = TimeSpan.FromSeconds(3) } });
        var work = Splits.NewWork();
        prefill.Submit(work.To(decode.Target()));
        await prefill.Inbox.UntilAsync(work.Key(), a => a.HandedOff > 0);
        await decode.SettledAsync();
        Assert.Equal(decode.Load.BlocksTotal - 4, decode.Load.BlocksFree);
        clock.Advance(TimeSpan.FromSeconds(3.1));
        await decode.QuietAsync();
    }

    [Fact]
    public async Task Room_for_a_transfer_that_stands_still_is_taken_back_and_the_source_hears_of_it()
    {
        var clock = new ManualClock();
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        await using var decode = new TestWorker(new WorkerShape { Time = clock });
        var work = Splits.NewWork(prompt: 100);
        prefill.Backend.Gate.Shut();
        prefill.Split(decode, work);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(2);
        var twoBlocks = 2 * prefill.Backend.Kv.BlockBytes;
        await Eventually.TrueAsync(() => decode.Traffic.Received == twoBlocks, () => $"{decode.Traffic.Received} of {twoBlocks} bytes were received");
        clock.Advance(TimeSpan.FromSeconds(11));
        await decode.AllFreeAsync();
        prefill.Backend.Gate.Open();
        Assert.Contains("no KV came for 10 s", await prefill.TransferFailedAsync(work.Key()));
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
    }

    [Fact]
    public async Task Cancelling_at_the_source_frees_both_sides()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        await using var decode = new TestWorker();
        var work = Splits.NewWork(prompt: 100);
        prefill.Backend.Gate.Shut();
        prefill.Split(decode, work);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(3);
        prefill.Engine.Cancel(work.Key());
        prefill.Backend.Gate.Open();
        await prefill.QuietAsync();
        await decode.AllFreeAsync();
        decode.Engine.Cancel(work.Key());
        await decode.QuietAsync();
        Assert.Empty(prefill.Inbox[work.Key()].TransferFailures);
    }

    [Fact]
    public async Task Cancelling_at_the_target_frees_the_room_and_the_source_keeps_the_KV()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        await using var decode = new TestWorker();
        var work = Splits.NewWork(prompt: 100);
        prefill.Backend.Gate.Shut();
        prefill.Split(decode, work);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(3);
        await Eventually.TrueAsync(() => decode.Traffic.Received > 0, () => "nothing was received");
        decode.Engine.Cancel(work.Key());
        await decode.QuietAsync();
        prefill.Backend.Gate.Open();
        Assert.Contains("cancelled", await prefill.TransferFailedAsync(work.Key()));
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
        await prefill.QuietAsync();
    }

    [Fact]
    public async Task The_gateways_end_frees_both_sides()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        await using var decode = new TestWorker();
        var work = Splits.NewWork(prompt: 100);
        prefill.Backend.Gate.Shut();
        prefill.Split(decode, work);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(3);
        prefill.Engine.Drop(prefill.Inbox.Outbox);
        decode.Engine.Drop(decode.Inbox.Outbox);
        prefill.Backend.Gate.Open();
        await prefill.QuietAsync();
        await decode.QuietAsync();
    }

    [Fact]
    public async Task An_answer_that_ends_with_its_first_token_frees_the_room()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork(answer: 1);
        prefill.Split(decode, work);
        Assert.Equal(Ended.Types.Reason.Length, (await prefill.Inbox.EndAsync(work.Key())).End!.Reason);
        await prefill.QuietAsync();
        await decode.AllFreeAsync();
        decode.Engine.Cancel(work.Key());
        await decode.QuietAsync();
    }

    [Fact]
    public async Task KV_of_other_tokens_is_refused_before_it_comes()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork();
        var other = work.Clone();
        other.Tokens[7]++;
        decode.Expect(other);
        await decode.SettledAsync();
        prefill.Submit(work.To(decode.Target()));
        Assert.Equal("KV of other tokens", await prefill.TransferFailedAsync(work.Key()));
        decode.Engine.Cancel(work.Key());
        await decode.QuietAsync();
    }

    [Fact]
    public async Task KV_of_a_worker_that_was_not_announced_is_refused_with_both()
    {
        await using var prefill = new TestWorker();
        await using var other = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork();
        decode.Expect(work, prefill);
        await decode.SettledAsync();
        other.Submit(work.To(decode.Target()));
        Assert.Equal($"KV of life {other.Identity.Life.Life:N}; announced is {prefill.Identity.Life.Life:N}", await other.TransferFailedAsync(work.Key()));
        prefill.Submit(work.To(decode.Target()));
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
    }

    [Fact]
    public async Task KV_of_other_tokens_that_came_before_its_announcement_is_not_used()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork();
        prefill.Submit(work.To(decode.Target()));
        await prefill.Inbox.UntilAsync(work.Key(), a => a.HandedOff > 0);
        var other = work.Clone();
        other.Tokens[7]++;
        decode.Expect(other);
        var answer = await decode.Inbox.EndAsync(work.Key());
        Assert.Equal((Ended.Types.Reason.Failed, "KV of other tokens"), (answer.End!.Reason, answer.End.Detail));
        await decode.QuietAsync();
    }

    [Fact]
    public async Task A_draining_worker_takes_the_KV_of_work_it_has_accepted_and_no_other()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var (accepted, late) = (Splits.NewWork(seed: 1), Splits.NewWork(seed: 2));
        decode.Expect(accepted);
        await decode.Engine.ObeyAsync(new EngineOrders(0, Drain: true));
        await decode.SettledAsync();
        prefill.Submit(accepted.To(decode.Target()));
        prefill.Submit(late.To(decode.Target()));
        Assert.Equal("the worker drains", await prefill.TransferFailedAsync(late.Key()));
        Assert.Equal(await TestWorker.AloneAsync(accepted), await Splits.WholeAsync(prefill, accepted, decode, accepted));
        prefill.Engine.Cancel(late.Key());
        await prefill.QuietAsync();
    }

    [Fact]
    public async Task A_worker_with_all_its_sequences_running_refuses_room()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        var (first, second) = (Splits.NewWork(seed: 1, answer: 400), Splits.NewWork(seed: 2));
        decode.Backend.Gate.Shut();
        prefill.Split(decode, first);
        await decode.Backend.Gate.ArrivedAsync();
        prefill.Submit(second.To(decode.Target()));
        // Step by step, so that the answer cannot end before the reservation comes.
        await Eventually.TrueAsync(() =>
        {
            decode.Backend.Gate.Let();
            return prefill.Inbox[second.Key()].TransferFailures.Count > 0;
        }, () => "the transfer did not fail");
        Assert.Equal("1 sequences run or wait already", await prefill.TransferFailedAsync(second.Key()));
        Assert.False(decode.Inbox[first.Key()].IsOver);
        decode.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(first), await Splits.WholeAsync(prefill, first, decode, first));
    }

    [Fact]
    public async Task A_reservation_at_an_engine_that_has_ended_does_not_keep_the_listener_from_ending()
    {
        await using var prefill = new TestWorker();
        var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        decode.Engine.Dispose();
        var work = Splits.NewWork();
        prefill.Submit(work.To(decode.Target(proxy.Endpoint)));
        await proxy.SeenAsync(KvFrameKind.Reserve);
        await decode.DisposeAsync();
        await prefill.TransferFailedAsync(work.Key());
    }
}
