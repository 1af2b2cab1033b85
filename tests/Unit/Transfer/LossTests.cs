using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>Transfers that do not arrive: the prefill worker keeps the KV, the decode worker gives the room back, and the answer is the same in the end.</summary>
public sealed class LossTests
{
    [Fact]
    public async Task Without_room_over_there_the_answer_is_decoded_at_home_from_the_KV_that_is_here()
    {
        await using var prefill = new TestWorker();
        await using var full = new TestWorker(new WorkerShape { Blocks = 3 });
        var work = Splits.NewWork();
        prefill.Submit(work.To(full.Target()));
        Assert.Contains("4 KV blocks are needed, 3 are free", await prefill.TransferFailedAsync(work.Key()));
        await prefill.Inbox.UntilAsync(work.Key(), a => a.Said.Count == 1);
        Assert.Equal(prefill.Load.BlocksTotal - 4, prefill.Load.BlocksFree);
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
        await prefill.QuietAsync();
        await full.QuietAsync();
        Assert.Equal(50, prefill.Load.PromptTokensPrefilled);
    }

    [Fact]
    public async Task A_third_worker_takes_what_the_second_refused()
    {
        await using var prefill = new TestWorker();
        await using var full = new TestWorker(new WorkerShape { Blocks = 3 });
        await using var third = new TestWorker();
        var work = Splits.NewWork();
        prefill.Submit(work.To(full.Target()));
        await prefill.TransferFailedAsync(work.Key());
        var next = prefill.Redirect(work, third);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, third, next));
        Assert.Equal(1, (await prefill.Inbox.UntilAsync(next.Key(), a => a.HandedOff > 0)).Accepted);
        await prefill.QuietAsync();
        await third.QuietAsync();
        Assert.Equal((50, 0), (prefill.Load.PromptTokensPrefilled, third.Load.PromptTokensPrefilled));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(11)]
    public async Task A_connection_cut_in_the_middle_frees_the_room_and_keeps_the_source(int afterBlocks)
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        proxy.Judge = (frame, _) => frame.Kind == KvFrameKind.Block && proxy.Count(KvFrameKind.Block) > afterBlocks ? FrameFate.Cut : FrameFate.Pass;
        var work = Splits.NewWork();
        prefill.Split(decode, work, proxy.Endpoint);
        await prefill.TransferFailedAsync(work.Key());
        await decode.AllFreeAsync();
        var next = prefill.Redirect(work, decode, decode.KvEndpoint);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, next));
        await prefill.QuietAsync();
        await decode.QuietAsync();
    }

    [Fact]
    public async Task A_flipped_bit_is_found_and_the_damaged_KV_is_never_used()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var third = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        proxy.Judge = (frame, bytes) =>
        {
            if (frame is { Kind: KvFrameKind.Block, Layer: 1, Block: 2 }) bytes[KvFrame.Size + 77] ^= 4;
            return FrameFate.Pass;
        };
        var work = Splits.NewWork();
        prefill.Split(decode, work, proxy.Endpoint);
        Assert.Contains("block 2 of layer 1 has another checksum", await prefill.TransferFailedAsync(work.Key()));
        await decode.AllFreeAsync();
        var next = prefill.Redirect(work, third);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, third, next));
        decode.Engine.Cancel(work.Key());
        await decode.QuietAsync();
        Assert.Empty(decode.Inbox[work.Key()].Said);
    }

    [Fact]
    public async Task A_first_token_that_was_damaged_on_its_way_is_not_believed()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        proxy.Judge = (frame, bytes) =>
        {
            if (frame.Kind == KvFrameKind.Complete) (frame with { FirstToken = frame.FirstToken ^ 1 }).Write(bytes);
            return FrameFate.Pass;
        };
        var work = Splits.NewWork();
        prefill.Split(decode, work, proxy.Endpoint);
        Assert.Equal("the first token is damaged", await prefill.TransferFailedAsync(work.Key()));
        await decode.AllFreeAsync();
        var next = prefill.Redirect(work, decode);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, next));
    }

    [Fact]
    public async Task A_lost_acknowledgement_is_waited_for_and_then_the_source_goes_on()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        proxy.Judge = (frame, _) => frame.Kind == KvFrameKind.Acknowledged ? FrameFate.Lose : FrameFate.Pass;
        var work = Splits.NewWork();
        prefill.Split(decode, work, proxy.Endpoint);
        // The decode worker has everything and answers; nobody is hurt by the second answer.
        var whole = await TestWorker.AloneAsync(work);
        Assert.Equal(whole, await Splits.WholeAsync(prefill, work, decode, work));
        Assert.Contains("has not answered", await prefill.TransferFailedAsync(work.Key()));
        var home = prefill.Redirect(work, null);
        Assert.Equal(whole, await Splits.WholeAsync(prefill, work, prefill, home));
        await prefill.QuietAsync();
        await decode.QuietAsync();
    }

    [Fact]
    public async Task A_connection_that_ended_while_idle_is_made_anew()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        for (var round = 0; round < 3; round++)
        {
            var work = Splits.NewWork(seed: round);
            prefill.Split(decode, work, proxy.Endpoint);
            Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
            await prefill.QuietAsync();
            Assert.Empty(prefill.Inbox[work.Key()].TransferFailures);
            await proxy.HangUpAsync();
        }
        Assert.Equal(3, proxy.Connections);
    }

    [Fact]
    public async Task A_decode_worker_that_dies_in_the_middle_costs_a_redirection()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        var dies = new TestWorker();
        var work = Splits.NewWork(prompt: 100);
        prefill.Backend.Gate.Shut();
        prefill.Split(dies, work);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(2);
        await Eventually.TrueAsync(() => dies.Traffic.Received > 0, () => "nothing was received");
        await dies.DisposeAsync();
        prefill.Backend.Gate.Open();
        await prefill.TransferFailedAsync(work.Key());
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
        await prefill.QuietAsync();
    }

    [Fact]
    public async Task A_worker_that_cannot_be_reached_is_a_failed_transfer()
    {
        await using var prefill = new TestWorker();
        var work = Splits.NewWork();
        prefill.Submit(work.To(new("nobody", Guid.NewGuid(), "127.0.0.1:1")));
        Assert.Contains("nobody", await prefill.TransferFailedAsync(work.Key()));
        prefill.Engine.Cancel(work.Key());
        await prefill.QuietAsync();
    }

    [Theory]
    [InlineData("127.0.0.1:99999")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task An_endpoint_that_is_none_is_a_failed_transfer(string endpoint)
    {
        await using var prefill = new TestWorker();
        var work = Splits.NewWork();
        prefill.Submit(work.To(new("nobody", Guid.NewGuid(), endpoint)));
        await prefill.TransferFailedAsync(work.Key());
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
    }

    [Fact]
    public async Task A_redirection_before_the_prompt_is_done_changes_only_the_place()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        await using var second = new TestWorker();
        await using var third = new TestWorker();
        var work = Splits.NewWork(prompt: 100);
        prefill.Backend.Gate.Shut();
        prefill.Split(second, work);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(3);
        var next = prefill.Redirect(work, third);
        prefill.Backend.Gate.Open();
        var whole = await TestWorker.AloneAsync(work);
        Assert.Equal(whole, await Splits.WholeAsync(prefill, next, third, next));
        second.Engine.Cancel(work.Key());
        foreach (var worker in new[] { prefill, second, third }) await worker.QuietAsync();
        Assert.Equal(100, prefill.Load.PromptTokensPrefilled);
    }

    [Fact]
    public async Task A_redirection_of_work_that_still_waits_starts_the_transfer_at_the_new_place()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        await using var second = new TestWorker();
        await using var third = new TestWorker();
        var (running, work) = (Splits.NewWork(answer: 60), Splits.NewWork(seed: 2));
        prefill.Backend.Gate.Shut();
        prefill.Submit(running);
        await prefill.Backend.Gate.ArrivedAsync();
        prefill.Split(second, work);
        await prefill.Backend.Gate.LetAsync(2);
        second.Engine.Cancel(work.Key());
        var next = prefill.Redirect(work, third);
        prefill.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, next, third, next));
        Assert.Equal(0, second.Traffic.Received);
        foreach (var worker in new[] { prefill, second, third }) await worker.QuietAsync();
    }

    [Fact]
    public async Task An_old_redirection_is_refused()
    {
        await using var prefill = new TestWorker();
        var work = Splits.NewWork().As(Works.NewKey(attempt: 3));
        prefill.Submit(work.To(new("nobody", Guid.NewGuid(), "127.0.0.1:1")));
        await prefill.TransferFailedAsync(work.Key());
        prefill.Engine.Redirect(work.Key(), 3, null, prefill.Inbox.Outbox);
        var answer = await prefill.Inbox.EndAsync(work.Key());
        Assert.Equal(Refused.Types.Reason.Gone, Assert.Single(answer.Refusals).Reason);
        prefill.Engine.Cancel(work.Key());
        await prefill.QuietAsync();
    }
}
