using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.KvCache;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>Transfers of prompts that are known already, on one side or on both.</summary>
public sealed class CachedTransferTests
{
    // Of 50 tokens.
    private const int FullBlocks = 3;

    [Theory]
    [InlineData(256)]
    [InlineData(8)]
    public async Task A_prompt_that_is_partly_cached_is_sent_whole(int budget)
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = budget, MaxRunning = 4 } });
        await using var decode = new TestWorker();
        var known = Splits.NewWork();
        await prefill.RunAsync(known);
        foreach (var work in new[] { known.As(Works.NewKey()), Longer(known) })
        {
            var (before, received) = (prefill.Load.PromptTokensPrefilled, decode.Traffic.Received);
            prefill.Split(decode, work);
            Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
            await prefill.QuietAsync();
            await decode.QuietAsync();
            Assert.Equal((int)work.PromptTokens - FullBlocks * KvLayout.BlockSize, prefill.Load.PromptTokensPrefilled - before);
            Assert.Equal(2L * decode.Backend.Kv.Layers * work.PromptTokens * decode.Backend.Kv.TokenBytes, decode.Traffic.Received - received);
        }
        Assert.Equal(0, decode.Load.PromptTokensPrefilled);
    }

    [Fact]
    public async Task Two_transfers_of_one_prompt_at_once_share_its_blocks()
    {
        await using var prefill = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 8, MaxRunning = 4 } });
        await using var decode = new TestWorker();
        var works = Enumerable.Range(0, 3).Select(choice => Splits.NewWork().As(Works.NewKey(choice: choice))).ToList();
        foreach (var work in works) prefill.Split(decode, work);
        foreach (var work in works) Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
        await prefill.QuietAsync();
        await decode.QuietAsync();
        Assert.Equal((50 + 2 + 2, 96), (prefill.Load.PromptTokensPrefilled, prefill.Load.PromptTokensCached));
    }

    [Fact]
    public async Task Imported_KV_is_found_by_the_next_prompt()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork();
        prefill.Split(decode, work);
        await Splits.WholeAsync(prefill, work, decode, work);
        await decode.QuietAsync();
        Assert.Equal((0, 0), (decode.Load.PromptTokensPrefilled, decode.Load.PromptTokensCached));
        var next = Longer(work);
        Assert.Equal(await TestWorker.AloneAsync(next), await decode.RunAsync(next));
        Assert.Equal(FullBlocks * KvLayout.BlockSize, decode.Load.PromptTokensCached);
    }

    [Fact]
    public async Task Imported_KV_of_one_tenant_is_not_found_by_another()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork();
        work.CacheSalt = "one";
        prefill.Split(decode, work);
        await Splits.WholeAsync(prefill, work, decode, work);
        var other = work.As(Works.NewKey());
        other.CacheSalt = "two";
        await decode.RunAsync(other);
        Assert.Equal((50, 0), (decode.Load.PromptTokensPrefilled, decode.Load.PromptTokensCached));
    }

    [Fact]
    public async Task Of_what_was_here_and_came_again_one_copy_is_kept()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Splits.NewWork(answer: 4);
        await decode.RunAsync(work);
        await decode.QuietAsync();
        Assert.Equal(FullBlocks, decode.Load.BlocksCached);
        var again = work.As(Works.NewKey());
        prefill.Split(decode, again);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, again, decode, again));
        await decode.QuietAsync();
        Assert.Equal(FullBlocks, decode.Load.BlocksCached);
    }

    [Fact]
    public async Task Room_for_KV_is_made_from_what_is_only_cached()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker(new WorkerShape { Blocks = 6, Limits = new() { MaxContext = 96 } });
        await decode.RunAsync(Splits.NewWork(prompt: 70, answer: 20, seed: 5));
        await decode.QuietAsync();
        Assert.Equal((1, 5), (decode.Load.BlocksFree, decode.Load.BlocksCached));
        var work = Splits.NewWork(answer: 10);
        prefill.Split(decode, work);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
        await decode.QuietAsync();
    }

    [Fact]
    public async Task A_connection_cut_amid_cached_blocks_keeps_them()
    {
        await using var prefill = new TestWorker();
        var known = Splits.NewWork();
        await prefill.RunAsync(known);
        // Nobody listens there.
        var work = known.As(Works.NewKey());
        prefill.Submit(work.To(new("nobody", Guid.NewGuid(), "127.0.0.1:1")));
        await prefill.TransferFailedAsync(work.Key());
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
        await prefill.QuietAsync();
        await prefill.RunAsync(known.As(Works.NewKey()));
        Assert.Equal(2 * FullBlocks * KvLayout.BlockSize, prefill.Load.PromptTokensCached);
    }

    private static Work Longer(Work work)
    {
        var longer = work.As(Works.NewKey());
        foreach (var token in Enumerable.Range(290, 25)) longer.Tokens.Add((uint)token);
        longer.PromptTokens += 25;
        return longer;
    }
}
