using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>Prefill on one worker, decode on another, KV over real sockets: the answer is the one of a single worker.</summary>
public sealed class SplitTests
{
    [Theory]
    [InlineData(KvElement.F32, 4)]
    [InlineData(KvElement.F16, 2)]
    [InlineData(KvElement.BF16, 2)]
    public async Task A_split_answer_is_the_same_and_every_byte_and_token_is_accounted_for(KvElement element, int elementBytes)
    {
        var shape = new WorkerShape { Model = "end-to-end", Element = element, Limits = new() { MaxContext = 512, TokenBudget = 32, MaxRunning = 8 } };
        await using var prefill = new TestWorker(shape);
        await using var decode = new TestWorker(shape);
        var work = Works.Of(Works.NewKey(), Works.Prompt(new Random(3), 117, prefill.Vocab), 30);
        prefill.Split(decode, work);
        Assert.Equal(await TestWorker.AloneAsync(work, "end-to-end", element), await Splits.WholeAsync(prefill, work, decode, work));
        var handedOff = await prefill.Inbox.UntilAsync(work.Key(), a => a.HandedOff > 0);
        await prefill.QuietAsync();
        await decode.QuietAsync();
        Assert.Equal((1, 1, 0), (handedOff.HandedOff, handedOff.Said.Count, handedOff.Ends.Count));
        Assert.Equal((117, 1), (prefill.Load.PromptTokensPrefilled, prefill.Load.TokensDecoded));
        Assert.Equal((0, 29, 29), (decode.Load.PromptTokensPrefilled, decode.Load.TokensDecoded, decode.Load.Step));
        var config = TinyModel.Open("end-to-end").Config;
        var bytes = 2L * config.Layers * config.KvHeads * config.HeadDim * elementBytes * 117;
        Assert.Equal((bytes, 0), (prefill.Traffic.Sent, prefill.Traffic.Received));
        Assert.Equal((bytes, 0), (decode.Traffic.Received, decode.Traffic.Sent));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    public async Task Prompts_of_every_fill_of_the_last_block_arrive_whole(int prompt)
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork(prompt);
        prefill.Split(decode, work);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
        await prefill.QuietAsync();
        await decode.QuietAsync();
    }

    [Fact]
    public async Task An_answer_that_a_client_has_in_part_is_split_like_any_other()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork(answer: 30);
        var whole = await TestWorker.AloneAsync(work);
        var rest = work.With(whole[..11]);
        prefill.Split(decode, rest);
        Assert.Equal(whole[11..], await Splits.WholeAsync(prefill, rest, decode, rest));
        Assert.Equal(11u, prefill.Inbox[rest.Key()].Said[0].Index);
        Assert.Equal(12u, decode.Inbox[rest.Key()].Said[0].Index);
        await prefill.QuietAsync();
    }

    [Fact]
    public async Task Many_transfers_at_once_do_not_mix()
    {
        var random = RandomSeed.New();
        var tight = new WorkerShape { Blocks = 40, Limits = new() { MaxContext = 256, TokenBudget = 48, MaxRunning = 8, MaxWaiting = 100 } };
        await using var prefill = new TestWorker(tight);
        await using var other = new TestWorker(tight);
        await using var decode = new TestWorker(new WorkerShape { Blocks = 400 });
        var works = Enumerable.Range(0, 32).Select(i => (Work: Splits.NewWork(random.Next(1, 120), random.Next(2, 40), random.Next()), From: i % 2 == 0 ? prefill : other)).ToList();
        foreach (var (work, from) in works) from.Split(decode, work);
        await using var alone = new TestWorker();
        foreach (var (work, from) in works)
            Assert.Equal(await alone.RunAsync(work.As(Works.NewKey())), await Splits.WholeAsync(from, work, decode, work));
        foreach (var worker in new[] { prefill, other, decode }) await worker.QuietAsync();
        Assert.Equal(decode.Traffic.Received, prefill.Traffic.Sent + other.Traffic.Sent);
        Assert.Equal(0, decode.Load.PromptTokensPrefilled);
    }

    [Fact]
    public async Task Workers_that_send_to_each_other_do_not_block_each_other()
    {
        var tight = new WorkerShape { Blocks = 24, Limits = new() { MaxContext = 256, TokenBudget = 32, MaxRunning = 6 } };
        await using var left = new TestWorker(tight);
        await using var right = new TestWorker(tight);
        var works = Enumerable.Range(0, 24).Select(i => (Work: Splits.NewWork(20 + i, 20, i), From: i % 2 == 0 ? left : right, To: i % 2 == 0 ? right : left)).ToList();
        foreach (var (work, from, to) in works) from.Split(to, work);
        var answers = await Task.WhenAll(works.Select(w => FollowAsync(w.Work, w.From, w.To)));
        await using var alone = new TestWorker();
        foreach (var (work, answer) in works.Zip(answers)) Assert.Equal(await alone.RunAsync(work.Work.As(Works.NewKey())), answer);
        await left.QuietAsync();
        await right.QuietAsync();

        // Room is taken or refused at once; who is refused goes on at home.
        static async Task<int[]> FollowAsync(Work work, TestWorker from, TestWorker to)
        {
            var first = await from.Inbox.UntilAsync(work.Key(), a => a.TransferFailures.Count > 0 || a.HandedOff > 0);
            if (first.HandedOff > 0) return await Splits.WholeAsync(from, work, to, work);
            to.Engine.Cancel(work.Key());
            return await Splits.WholeAsync(from, work, from, from.Redirect(work, null));
        }
    }

    [Fact]
    public async Task The_first_blocks_leave_while_the_prompt_is_still_computed()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 16, MaxRunning = 4 } });
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        var work = Splits.NewWork(prompt: 120);
        prefill.Backend.Gate.Shut();
        prefill.Split(decode, work, proxy.Endpoint);
        await prefill.Backend.Gate.ArrivedAsync();
        await prefill.Backend.Gate.LetAsync(1);
        // One of eight steps is done; all layers of its one block come.
        var layers = prefill.Backend.Kv.Layers;
        await proxy.SeenAsync(KvFrameKind.Block, layers);
        Assert.Equal(1, prefill.Load.Step);
        await prefill.Backend.Gate.LetAsync(2);
        await proxy.SeenAsync(KvFrameKind.Block, 3 * layers);
        Assert.Equal(0, proxy.Count(KvFrameKind.Complete));
        prefill.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
        Assert.Equal(8 * layers, proxy.Count(KvFrameKind.Block));
    }

    [Fact]
    public async Task A_layer_leaves_before_the_next_layer_is_computed()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        using var firstLayer = new ManualResetEventSlim();
        proxy.Judge = (frame, _) =>
        {
            if (frame is { Kind: KvFrameKind.Block, Layer: 0 }) firstLayer.Set();
            return FrameFate.Pass;
        };
        var came = false;
        prefill.Backend.AfterLayer = layer =>
        {
            if (layer == 0) came |= firstLayer.Wait(Eventually.Patience);
        };
        var work = Splits.NewWork();
        prefill.Split(decode, work, proxy.Endpoint);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
        Assert.True(came);
    }

    [Fact]
    public async Task Word_from_the_gateway_may_come_after_the_KV()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork();
        prefill.Submit(work.To(decode.Target()));
        await prefill.Inbox.UntilAsync(work.Key(), a => a.HandedOff > 0);
        await prefill.QuietAsync();
        Assert.NotEqual(decode.Load.BlocksTotal, decode.Load.BlocksFree);
        decode.Expect(work);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
        await decode.QuietAsync();
    }

    [Fact]
    public async Task All_transfers_to_one_worker_share_a_connection()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        await using var proxy = new FrameProxy(decode.KvEndpoint);
        var works = Enumerable.Range(0, 6).Select(i => Splits.NewWork(seed: i)).ToList();
        foreach (var work in works) prefill.Split(decode, work, proxy.Endpoint);
        foreach (var work in works) await Splits.WholeAsync(prefill, work, decode, work);
        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task Sequences_that_decode_at_home_and_transfers_share_the_blocks()
    {
        var random = RandomSeed.New();
        await using var prefill = new TestWorker(new WorkerShape { Blocks = 16, Limits = new() { MaxContext = 200, TokenBudget = 32, MaxRunning = 6 } });
        await using var decode = new TestWorker(new WorkerShape { Blocks = 200 });
        var home = Enumerable.Range(0, 8).Select(i => Splits.NewWork(random.Next(10, 60), random.Next(20, 80), i)).ToList();
        var away = Enumerable.Range(0, 8).Select(i => Splits.NewWork(random.Next(10, 90), 10, 100 + i)).ToList();
        foreach (var (stays, goes) in home.Zip(away))
        {
            prefill.Submit(stays);
            prefill.Split(decode, goes);
        }
        await using var alone = new TestWorker();
        foreach (var work in away) Assert.Equal(await alone.RunAsync(work.As(Works.NewKey())), await Splits.WholeAsync(prefill, work, decode, work));
        foreach (var work in home) Assert.Equal(await alone.RunAsync(work.As(Works.NewKey())), (await prefill.Inbox.EndAsync(work.Key())).Tokens);
        await prefill.QuietAsync();
        await decode.QuietAsync();
        Assert.All(away, work => Assert.Empty(prefill.Inbox[work.Key()].TransferFailures));
    }
}
