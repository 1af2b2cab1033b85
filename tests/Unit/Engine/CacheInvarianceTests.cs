using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.KvCache;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>The promise of the project where it is hardest to keep: the same tokens whatever was cached, shared, evicted, cut in chunks, preempted or cancelled beside it.</summary>
public sealed class CacheInvarianceTests
{
    private const int Rounds = 6;
    private const int LongestPrompt = 120;
    private const int LongestAnswer = 40;

    [Theory]
    [InlineData("llama-f32", KvElement.F32)]
    [InlineData("llama-f32", KvElement.BF16)]
    [InlineData("llama-q8_0", KvElement.F32)]
    [InlineData("llama-bf16", KvElement.BF16)]
    public async Task Tokens_are_the_same_with_and_without_the_cache(string model, KvElement element)
    {
        var random = RandomSeed.New();
        await using var alone = new TestWorker(new WorkerShape { Model = model, Element = element, Limits = new() { MaxContext = 512, PrefixCache = false } });
        long cached = 0, preemptions = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await using var worker = new TestWorker(RandomShape(random, model, element, threads: 1 + round % 3, collide: round == Rounds - 1));
            await RoundAsync(worker, alone, random);
            cached += worker.Load.PromptTokensCached;
            preemptions += worker.Load.Preemptions;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{cached} tokens from the cache, {preemptions} preemptions");
        Assert.True(cached > 0 && preemptions > 0, "the rounds prove little");
    }

    private static WorkerShape RandomShape(Random random, string model, KvElement element, int threads, bool collide)
    {
        // The longest sequence needs 10 blocks; half of the time there are few more.
        var running = random.Next(3, 7);
        return new WorkerShape
        {
            Model = model,
            Element = element,
            Threads = threads,
            Blocks = random.Next(2) == 0 ? random.Next(10, 14) : random.Next(10, 25),
            Limits = new()
            {
                MaxContext = LongestPrompt + LongestAnswer,
                MaxRunning = running,
                TokenBudget = running + random.Next(60),
                Hasher = collide ? (parent, tokens) => Contracts.KvCache.BlockHash.Next(parent, tokens) >> 61 : Contracts.KvCache.BlockHash.Next,
            },
        };
    }

    private static async Task RoundAsync(TestWorker worker, TestWorker alone, Random random)
    {
        var books = new List<string>();
        worker.Backend.Before = _ =>
        {
            var load = worker.Load;
            if (load.BlocksFree + load.BlocksCached + load.BlocksReferenced != load.BlocksTotal) books.Add(load.ToString());
        };
        var beginnings = Enumerable.Range(0, 3).Select(_ => Works.Prompt(random, LongestPrompt, worker.Vocab)).ToList();
        var works = new List<Work>();
        var cancelled = new HashSet<Work>();
        for (var i = 0; i < 24; i++)
        {
            var work = NewWork(random, beginnings, works, worker.Vocab);
            works.Add(work);
            worker.Submit(work);
            if (random.Next(5) == 0)
            {
                var victim = works[random.Next(works.Count)];
                cancelled.Add(victim);
                worker.Engine.Cancel(victim.Key());
            }
            // Some come while others run, some after others have ended.
            if (random.Next(4) == 0) await worker.SettledAsync();
            if (random.Next(6) == 0 && !cancelled.Contains(work)) await worker.Inbox.EndAsync(work.Key());
        }
        foreach (var work in works.Where(w => !cancelled.Contains(w)))
        {
            var answer = await worker.Inbox.EndAsync(work.Key());
            Assert.Empty(answer.Refusals);
            Assert.Equal(await alone.RunAsync(work.As(Works.NewKey(choice: (int)work.Key.Choice))), answer.Tokens);
        }
        await worker.QuietAsync();
        Assert.Equal(0, worker.Load.BlocksReferenced);
        Assert.Empty(books);
    }

    // A beginning that others have too, cut anywhere, and an end of its own; at times another choice of what was sent before, or a tenant of its own.
    private static Work NewWork(Random random, List<int[]> beginnings, List<Work> sent, int vocab)
    {
        if (sent.Count > 0 && random.Next(4) == 0)
        {
            var known = sent[random.Next(sent.Count)];
            return known.As(Works.NewKey(choice: random.Next(3)));
        }
        var common = beginnings[random.Next(beginnings.Count)][..random.Next(1, LongestPrompt)];
        int[] prompt = random.Next(3) == 0 ? common : [.. common, .. Works.Prompt(random, random.Next(1, LongestPrompt - common.Length + 1), vocab)];
        var sampling = random.Next(3) == 0 ? new Contracts.Protocol.Sampling { TopP = 1, RepetitionPenalty = 1 } : Works.Random(random, vocab);
        var work = Works.Of(Works.NewKey(), prompt, random.Next(1, LongestAnswer + 1), sampling);
        work.Priority = random.Next(2);
        if (random.Next(8) == 0) work.CacheSalt = "another";
        return work;
    }
}
