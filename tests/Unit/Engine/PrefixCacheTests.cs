using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.KvCache;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>What was computed once is not computed again, and nobody gets what is not his.</summary>
public sealed class PrefixCacheTests
{
    private const int Prompt = 50;

    // Full blocks of the prompt: 48 tokens.
    private const int Shared = Prompt / KvLayout.BlockSize * KvLayout.BlockSize;

    private static readonly int[] s_prompt = Works.Prompt(new Random(3), Prompt, TinyModel.Open(WorkerShape.DefaultModel).Config.Vocab);

    [Fact]
    public async Task A_prompt_sent_again_computes_only_what_follows_its_last_full_block()
    {
        await using var worker = new TestWorker();
        var first = await worker.RunAsync(Work());
        Assert.Equal((Prompt, 0), (worker.Load.PromptTokensPrefilled, worker.Load.PromptTokensCached));
        Assert.Equal(first, await worker.RunAsync(Work()));
        await worker.QuietAsync();
        Assert.Equal((Prompt + Prompt - Shared, Shared), (worker.Load.PromptTokensPrefilled, worker.Load.PromptTokensCached));
    }

    [Fact]
    public async Task A_prompt_of_full_blocks_computes_its_last_one_again_for_the_logits()
    {
        await using var worker = new TestWorker();
        var work = Works.Of(Works.NewKey(), s_prompt[..32], 5);
        Assert.Equal(await worker.RunAsync(work), await worker.RunAsync(work.As(Works.NewKey())));
        Assert.Equal(16, worker.Load.PromptTokensCached);
    }

    [Fact]
    public async Task Another_salt_finds_nothing()
    {
        await using var worker = new TestWorker();
        await worker.RunAsync(Work(salt: "one"));
        await worker.RunAsync(Work(salt: "two"));
        await worker.RunAsync(Work());
        Assert.Equal((3 * Prompt, 0), (worker.Load.PromptTokensPrefilled, worker.Load.PromptTokensCached));
        await worker.RunAsync(Work(salt: "two"));
        Assert.Equal(Shared, worker.Load.PromptTokensCached);
    }

    [Fact]
    public async Task The_next_turn_of_a_conversation_finds_the_answer_too()
    {
        await using var worker = new TestWorker();
        var answer = await worker.RunAsync(Work(answer: 40));
        int[] next = [.. s_prompt, .. answer, 290, 291, 292];
        var work = Works.Of(Works.NewKey(), next, 10);
        Assert.Equal(await TestWorker.AloneAsync(work), await worker.RunAsync(work));
        // Everything but the last token of the answer has been computed: 89 tokens.
        Assert.Equal(80, worker.Load.PromptTokensCached);
    }

    [Fact]
    public async Task The_first_token_tells_how_much_was_cached()
    {
        await using var worker = new TestWorker();
        foreach (var expected in new[] { 0, Shared })
        {
            var work = Work();
            worker.Submit(work);
            Assert.Equal((uint)expected, (await worker.Inbox.EndAsync(work.Key())).Said[0].CachedTokens);
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(20)]
    public async Task Choices_that_come_together_compute_their_prompt_once(int budget)
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = budget, MaxRunning = 8 } });
        var key = Works.NewKey();
        var sampling = new Contracts.Protocol.Sampling { Temperature = 1, TopP = 1, RepetitionPenalty = 1, Seed = 9 };
        var choices = Enumerable.Range(0, 4).Select(choice => Works.Of(key with { Choice = choice }, s_prompt, 20, sampling)).ToList();
        // Another sequence holds the engine at the gate until all have come.
        var other = Works.Of(Works.NewKey(), [1, 290, 291], 3);
        worker.Backend.Gate.Shut();
        worker.Submit(other);
        await worker.Backend.Gate.ArrivedAsync();
        foreach (var choice in choices) worker.Submit(choice);
        worker.Backend.Gate.Open();
        foreach (var choice in choices) Assert.Equal(await TestWorker.AloneAsync(choice), (await worker.Inbox.EndAsync(choice.Key())).Tokens);
        await worker.QuietAsync();
        Assert.Equal((3 + Prompt + 3 * (Prompt - Shared), 3 * Shared), (worker.Load.PromptTokensPrefilled, worker.Load.PromptTokensCached));
    }

    [Fact]
    public async Task Who_waited_for_a_cancelled_sequence_goes_on_alone()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, TokenBudget = 4, MaxRunning = 4 } });
        var (first, second) = (Work(), Work());
        worker.Backend.Gate.Shut();
        worker.Submit(first);
        await worker.Backend.Gate.ArrivedAsync();
        worker.Submit(second);
        // Five of thirteen steps of the first one's prompt: a block of it is known.
        await worker.Backend.Gate.LetAsync(5);
        worker.Engine.Cancel(first.Key());
        worker.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(second), (await worker.Inbox.EndAsync(second.Key())).Tokens);
        Assert.Equal(16, worker.Load.PromptTokensCached);
        await worker.QuietAsync();
    }

    [Fact]
    public async Task Switched_off_nothing_is_kept()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, PrefixCache = false } });
        for (var i = 0; i < 2; i++) await worker.RunAsync(Work());
        await worker.QuietAsync();
        Assert.Equal((2 * Prompt, 0, 0), (worker.Load.PromptTokensPrefilled, worker.Load.PromptTokensCached, worker.Load.BlocksCached));
        Assert.Equal(worker.Load.BlocksTotal, worker.Load.BlocksFree);
    }

    [Fact]
    public async Task Ended_sequences_leave_their_full_blocks_in_the_cache()
    {
        await using var worker = new TestWorker();
        await worker.RunAsync(Work(answer: 40));
        await worker.QuietAsync();
        // 89 tokens were computed.
        Assert.Equal((worker.Load.BlocksTotal - 5, 5, 0), (worker.Load.BlocksFree, worker.Load.BlocksCached, worker.Load.BlocksReferenced));
    }

    [Fact]
    public async Task New_work_takes_the_place_of_what_is_only_cached()
    {
        await using var worker = new TestWorker(new WorkerShape { Blocks = 8, Limits = new() { MaxContext = 128 } });
        var random = new Random(1);
        for (var i = 0; i < 5; i++)
        {
            var work = Works.Of(Works.NewKey(), Works.Prompt(random, 90, worker.Vocab), 30);
            Assert.Equal(await TestWorker.AloneAsync(work), await worker.RunAsync(work));
        }
        await worker.QuietAsync();
        Assert.Equal((0, 0), (worker.Load.Preemptions, worker.Load.PromptTokensCached));
    }

    [Fact]
    public async Task What_made_a_number_that_is_none_is_not_used_again()
    {
        await using var worker = new TestWorker();
        worker.Backend.Spoil = (_, logits) => logits[0] = float.NaN;
        var broken = Work();
        worker.Submit(broken);
        Assert.Equal(Ended.Types.Reason.NotANumber, (await worker.Inbox.EndAsync(broken.Key())).End!.Reason);
        await worker.SettledAsync();
        worker.Backend.Spoil = null;
        var work = Work();
        Assert.Equal(await TestWorker.AloneAsync(work), await worker.RunAsync(work));
        Assert.Equal(0, worker.Load.PromptTokensCached);
    }

    [Fact]
    public async Task A_reset_forgets_what_was_computed_before_and_what_runs_goes_on()
    {
        await using var worker = new TestWorker();
        await worker.RunAsync(Work());
        var running = Work(answer: 60);
        worker.Backend.Gate.Shut();
        worker.Submit(running);
        await worker.Backend.Gate.ArrivedAsync();
        worker.Engine.ResetPrefixCache();
        // It began with what the first left, and others come while it runs.
        await worker.Backend.Gate.LetAsync(5);
        var (second, third) = (Work(), Work());
        worker.Submit(second);
        worker.Backend.Gate.Open();
        foreach (var work in new[] { running, second }) Assert.Equal(await TestWorker.AloneAsync(work), (await worker.Inbox.EndAsync(work.Key())).Tokens);
        Assert.Equal((2 * Prompt + Prompt - Shared, Shared), (worker.Load.PromptTokensPrefilled, worker.Load.PromptTokensCached));
        Assert.Equal(await TestWorker.AloneAsync(third), await worker.RunAsync(third));
        Assert.Equal(2 * Shared, worker.Load.PromptTokensCached);
        await worker.QuietAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task When_names_collide_the_tokens_decide(int bits)
    {
        var hasher = new BlockHasher((parent, tokens) => bits == 0 ? 0 : Contracts.KvCache.BlockHash.Next(parent, tokens) >> (64 - bits));
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, Hasher = hasher } });
        var random = new Random(2);
        var works = Enumerable.Range(0, 6).Select(_ => Works.Of(Works.NewKey(), Works.Prompt(random, 40, worker.Vocab), 20)).ToList();
        for (var round = 0; round < 2; round++)
        {
            foreach (var work in works) Assert.Equal(await TestWorker.AloneAsync(work), await worker.RunAsync(work.As(Works.NewKey())));
        }
        // The first to come has the name; sent again it finds it.
        Assert.True(worker.Load.PromptTokensCached >= 16, worker.Load.ToString());
        await worker.QuietAsync();
    }

    private static Work Work(int answer = 20, string salt = "")
    {
        var work = Works.Of(Works.NewKey(), s_prompt, answer);
        work.CacheSalt = salt;
        return work;
    }
}
