using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Constraints;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>Constrained answers are the same tokens whatever was cached, cut in chunks, preempted, or split over two workers; and each follows its automaton.</summary>
public sealed class ConstrainedInvarianceTests
{
    private const int Longest = 90;
    private const int LongestAnswer = 40;

    [Fact]
    public async Task Tokens_are_the_same_with_caches_chunks_and_preemption()
    {
        var random = RandomSeed.New();
        await using var alone = NewAlone();
        long cached = 0, preemptions = 0;
        for (var round = 0; round < 4; round++)
        {
            await using var worker = NewTight(random, blocks: random.Next(9, 13));
            var beginning = Works.Prompt(random, Longest, worker.Vocab);
            var works = NewWorks(random, beginning, 20);
            foreach (var (work, naive) in works)
            {
                worker.Engine.Keep(naive.Compile());
                worker.Submit(work);
            }
            foreach (var (work, naive) in works) Check(await alone.ConstrainedAsync(work, naive), await worker.Inbox.EndAsync(work.Key()), naive, work);
            await worker.QuietAsync();
            cached += worker.Load.PromptTokensCached;
            preemptions += worker.Load.Preemptions;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{cached} tokens from the cache, {preemptions} preemptions");
        Assert.True(cached > 0 && preemptions > 0, "the rounds prove little");
    }

    [Fact]
    public async Task Tokens_are_the_same_when_prefill_and_decode_are_split()
    {
        var random = RandomSeed.New();
        await using var alone = NewAlone();
        await using var prefill = NewTight(random, blocks: 60);
        await using var decode = NewTight(random, blocks: 200);
        foreach (var (work, naive) in NewWorks(random, Works.Prompt(random, Longest, alone.Vocab), 24))
        {
            foreach (var worker in new[] { prefill, decode }) worker.Engine.Keep(naive.Compile());
            decode.Expect(work);
            prefill.Submit(work.To(decode.Target()));
            var head = await prefill.Inbox.UntilAsync(work.Key(), a => a.Ends.Count + a.HandedOff > 0);
            if (head.HandedOff == 0) decode.Engine.Cancel(work.Key());
            var tail = head.HandedOff == 0 ? new Answer { Ends = head.Ends } : await decode.Inbox.EndAsync(work.Key());
            Check(await alone.ConstrainedAsync(work, naive), tail with { Said = head.Said.AddRange(tail.Said) }, naive, work);
        }
        await prefill.QuietAsync();
        await decode.QuietAsync();
        Assert.True(decode.Load.TokensDecoded > 50, $"{decode.Load.TokensDecoded} tokens decoded away");
    }

    [Fact]
    public async Task A_first_token_from_elsewhere_that_does_not_fit_ends_the_answer()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var work = Works.Of(Works.NewKey(), Works.Prompt(new Random(1), 40, prefill.Vocab), 20);
        var (theirs, ours) = (NaiveAutomaton.Loop(prefill.Vocab, [40], 2).Compile(), NaiveAutomaton.Loop(prefill.Vocab, [50], 2).Compile());
        prefill.Engine.Keep(theirs);
        decode.Engine.Keep(ours);
        decode.Expect(work.Following(ours));
        prefill.Submit(work.Following(theirs).To(decode.Target()));
        var answer = await decode.Inbox.EndAsync(work.Key());
        Assert.Equal((Ended.Types.Reason.Failed, "the prefill worker's token 40 does not fit the automaton in state 0"), (answer.End!.Reason, answer.End.Detail));
        Assert.Empty(answer.Said);
        prefill.Engine.Cancel(work.Key());
        await decode.QuietAsync();
        await prefill.QuietAsync();
    }

    private static void Check(Answer expected, Answer answer, NaiveAutomaton naive, Work work)
    {
        Assert.Empty(answer.Refusals);
        Assert.Equal(expected.Tokens, answer.Tokens);
        Assert.Equal(expected.End!.Reason, answer.End!.Reason);
        Assert.Equal((uint)answer.Tokens.Length, answer.End.Tokens);
        var isEnded = answer.End.Reason == Ended.Types.Reason.EndToken;
        var state = naive.Walk(isEnded ? answer.Tokens[..^1] : answer.Tokens);
        Assert.True(state is not null, $"[{string.Join(' ', answer.Tokens)}] does not follow the automaton");
        if (isEnded) Assert.True(naive.MayEnd(state.Value) && work.Sampling.EndTokens.Contains((uint)answer.Tokens[^1]));
    }

    private static TestWorker NewAlone() => new(new WorkerShape { Limits = new() { MaxContext = 512, PrefixCache = false } });

    private static TestWorker NewTight(Random random, int blocks) => new(new WorkerShape
    {
        Blocks = blocks,
        Selects = random.Next(2) == 0,
        Limits = new() { MaxContext = Longest + LongestAnswer, MaxRunning = 6, TokenBudget = 6 + random.Next(40) },
    });

    private static List<(Work Work, NaiveAutomaton Automaton)> NewWorks(Random random, int[] beginning, int count)
    {
        var vocab = TinyModel.Open(WorkerShape.DefaultModel).Config.Vocab;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var naive = NaiveAutomaton.Random(random, vocab, density: 0.3 + random.NextDouble() / 3, ends: 0.15);
            var work = Works.Of(Works.NewKey(choice: random.Next(3)), beginning[..random.Next(1, Longest)], random.Next(1, LongestAnswer), Works.Random(random, vocab));
            foreach (var end in Enumerable.Range(0, random.Next(3))) work.Sampling.EndTokens.Add((uint)random.Next(vocab));
            return (work.Following(naive.Compile()), naive);
        })];
    }
}
