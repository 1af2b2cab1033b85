using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Constraints;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Transfer;
using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>The real engine over the simulated device: the same tokens alone, in any batch, any chunking, with a cache, and over a split.</summary>
public sealed class SameTokensTests
{
    [Fact]
    public async Task Tokens_are_the_same_alone_and_in_any_batch_and_chunking()
    {
        var random = RandomSeed.New();
        await using var alone = Worker(new() { MaxContext = 512, PrefixCache = false }, selects: false);
        for (var round = 0; round < 4; round++)
        {
            var running = random.Next(2, 7);
            await using var worker = Worker(new() { MaxContext = 160, MaxRunning = running, TokenBudget = running + random.Next(60) }, blocks: random.Next(10, 25));
            var book = Works.Prompt(random, 120, SimulatedDevices.Vocab);
            var works = Enumerable.Range(0, 8).Select(_ => Works.Of(Works.NewKey(), Prompt(random, book), random.Next(1, 40), Works.Random(random, SimulatedDevices.Vocab))).ToList();
            var answers = await Task.WhenAll(works.Select(worker.RunAsync));
            for (var i = 0; i < works.Count; i++) Assert.Equal(await alone.RunAsync(works[i].As(Works.NewKey())), answers[i]);
            await worker.QuietAsync();
        }
    }

    [Fact]
    public async Task Tokens_are_the_same_over_a_split()
    {
        await using var prefill = Worker(new() { MaxContext = 512, TokenBudget = 64 });
        await using var decode = Worker(new() { MaxContext = 512 });
        foreach (var length in new[] { 1, 16, 50, 200 })
        {
            var work = Splits.NewWork(prompt: length, seed: length);
            prefill.Split(decode, work);
            var answer = await Splits.WholeAsync(prefill, work, decode, work);
            Assert.Equal(await decode.RunAsync(work.As(Works.NewKey())), answer);
        }
        await prefill.QuietAsync();
        await decode.QuietAsync();
        Assert.True(prefill.Traffic.Sent > 0);
    }

    [Fact]
    public async Task Answers_differ_by_prompt_and_by_the_device_s_seed()
    {
        await using var one = Worker(new() { MaxContext = 512 });
        await using var other = Worker(new() { MaxContext = 512 }, seed: 2);
        var (first, second) = (Works.Of(Works.NewKey(), [1, 5, 6], 20), Works.Of(Works.NewKey(), [1, 5, 7], 20));
        var answers = new[] { await one.RunAsync(first), await one.RunAsync(second), await other.RunAsync(first) };
        Assert.Equal(3, answers.Select(a => string.Join(' ', a)).Distinct().Count());
    }

    [Fact]
    public async Task An_answer_ends_where_its_cache_becomes_wrong()
    {
        await using var worker = Worker(new() { MaxContext = 512 }, selects: false);
        worker.Backend.Before = batch =>
        {
            var slice = batch.Sequences[0];
            var bytes = new byte[16 * worker.Backend.Kv.TokenBytes];
            if (slice.Start == 40) worker.Backend.WriteKv(slice.Blocks.Span[1], 0, 16, bytes, bytes);
        };
        var work = Works.Of(Works.NewKey(), Enumerable.Range(3, 30), 100);
        worker.Submit(work);
        var answer = await worker.Inbox.EndAsync(work.Key());
        Assert.Equal((Ended.Types.Reason.NotANumber, 11), (answer.End!.Reason, answer.Said.Count));
    }

    [Fact]
    public async Task Log_probabilities_come_with_a_simulated_token()
    {
        await using var worker = Worker(new() { MaxContext = 512 });
        var work = Works.Of(Works.NewKey(), [1, 5, 6], 3, new Contracts.Protocol.Sampling { TopP = 1, RepetitionPenalty = 1, Logprobs = 4 });
        worker.Submit(work);
        var answer = await worker.Inbox.EndAsync(work.Key());
        Assert.All(answer.Said, token => Assert.Equal((token.Id, token.Logprobs.Chosen), (token.Logprobs.Tokens[0], token.Logprobs.Values[0])));
    }

    [Theory, InlineData(0f), InlineData(1f)]
    public async Task A_constrained_answer_follows_its_automaton(float temperature)
    {
        int[][] sentences = [[17, 18, 19], [17, 90, 19, 20], [200]];
        await using var worker = Worker(new() { MaxContext = 512 });
        var sampling = new Contracts.Protocol.Sampling { Temperature = temperature, TopP = 1, RepetitionPenalty = 1 };
        var seen = new HashSet<int>();
        for (var prompt = 3; prompt < 33; prompt++)
        {
            var answer = await worker.ConstrainedAsync(Works.Of(Works.NewKey(), [1, prompt], 20, sampling), NaiveAutomaton.Of(SimulatedDevices.Vocab, sentences));
            Assert.Equal(Ended.Types.Reason.Complete, answer.End!.Reason);
            seen.Add(Array.FindIndex(sentences, s => s.SequenceEqual(answer.Tokens)));
        }
        // Not the first that is allowed, every time.
        Assert.Equal([0, 1, 2], seen.Order());
    }

    private static int[] Prompt(Random random, int[] book) => [.. book[..random.Next(1, book.Length)], random.Next(3, SimulatedDevices.Vocab)];

    private static TestWorker Worker(EngineOptions limits, int blocks = 64, int seed = 1, bool selects = true) =>
        new(new WorkerShape { Limits = limits, Device = SimulatedDevices.New(blocks: blocks, layers: 2, seed: seed), Selects = selects });
}
