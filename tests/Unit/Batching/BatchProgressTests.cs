using Orchestrator.Policies.Batching;
using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>Whole runs of the policy: whatever arrives, everything ends.</summary>
public sealed class BatchProgressTests
{
    [Fact]
    public void Everything_that_arrives_is_answered_however_few_blocks_there_are()
    {
        var random = new Random(RandomSeed.Next());
        long steps = 0, preemptions = 0, reused = 0;
        for (var run = 0; run < 400; run++)
        {
            var engine = RandomEngine(random, out var longest);
            var alike = random.Next(2) * random.Next(longest);
            RunToEnd(engine, random, () => engine.Submit(random.Next(1, longest / 2 + 1), random.Next(1, longest / 2 + 1), random.Next(2), family: random.Next(2), alike: alike));
            reused += engine.Reused;
            steps += engine.Steps;
            preemptions += engine.Preemptions;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{steps} steps, {preemptions} preemptions, {reused} tokens from the cache");
        Assert.True(reused > 0, "nothing was ever found in the cache, so the runs prove little");
        Assert.True(preemptions > 0, "the runs never ran out of blocks, so they prove little");
    }

    [Fact]
    public void Transfers_to_and_from_other_workers_do_not_stop_the_engine()
    {
        var random = new Random(RandomSeed.Next());
        for (var run = 0; run < 400; run++)
        {
            var engine = RandomEngine(random, out var longest);
            RunToEnd(engine, random, () =>
            {
                var (prompt, answer) = (random.Next(1, longest / 2 + 1), random.Next(1, longest / 2 + 1));
                if (random.Next(3) > 0 || !engine.TryImport(prompt, answer, random.Next(1, 10))) engine.Submit(prompt, answer, random.Next(2), exported: random.Next(2) == 0, family: random.Next(2), alike: longest / 3);
            });
        }
    }

    [Fact]
    public void A_long_prompt_does_not_stop_the_answers_that_run()
    {
        var engine = new ToyEngine(new BatchOptions(TokenBudget: 8, MaxRunning: 4, BlockSize: 4), blocks: 100);
        var random = new Random(0);
        var answer = engine.Submit(prompt: 4, maxTokens: 50);
        engine.Turn(random);
        var prompt = engine.Submit(prompt: 70, maxTokens: 1);
        while (prompt.State != ToyState.Done)
        {
            var before = answer.Output;
            engine.Turn(random);
            Assert.Equal(before + 1, answer.Output);
        }
        // 7 of 8 tokens of each step are the prompt's.
        Assert.Equal(1 + 10, engine.Steps);
    }

    [Fact]
    public void The_first_to_come_ends_without_ever_giving_way()
    {
        var random = new Random(RandomSeed.Next());
        for (var run = 0; run < 200; run++)
        {
            var engine = RandomEngine(random, out var longest);
            var first = engine.Submit(random.Next(1, longest / 2 + 1), random.Next(1, longest / 2 + 1));
            RunToEnd(engine, random, () => engine.Submit(random.Next(1, longest / 2 + 1), random.Next(1, longest / 2 + 1)));
            Assert.Equal(0, first.Preemptions);
        }
    }

    [Fact]
    public void Two_that_fit_only_one_after_the_other_do_not_take_turns_for_ever()
    {
        var engine = new ToyEngine(new BatchOptions(TokenBudget: 8, MaxRunning: 2, BlockSize: 4), blocks: 8);
        var (older, younger) = (engine.Submit(4, 28), engine.Submit(4, 28));
        while (!engine.IsDone) engine.Turn(new Random(0));
        Assert.Equal(0, older.Preemptions);
        // It ran beside the older one in the blocks to spare, fewer each time, and then alone.
        Assert.InRange(younger.Preemptions, 1, 4);
    }

    private static ToyEngine RandomEngine(Random random, out int longest)
    {
        var maxRunning = random.Next(1, 7);
        var options = new BatchOptions(maxRunning + random.Next(12), maxRunning, random.Next(1, 6));
        longest = random.Next(2, 60);
        return new ToyEngine(options, options.BlocksFor(longest) + random.Next(3) * random.Next(10));
    }

    private static void RunToEnd(ToyEngine engine, Random random, Action arrive)
    {
        var toCome = random.Next(1, 25);
        // Far more than any run needs: each sequence alone takes at most about 60 steps, and is computed again a few times.
        for (var turn = 0; turn < 20_000; turn++)
        {
            for (; toCome > 0 && random.Next(4) == 0; toCome--) arrive();
            if (toCome == 0 && engine.IsDone) return;
            engine.Turn(random);
        }
        Assert.Fail($"no end in sight: {engine.Free} blocks free\n{string.Join('\n', engine.Sequences.Where(s => s.State != ToyState.Done).Select(s => $"{s.State} {s.Output} of {s.MaxTokens}, {s.Computed} of {s.Tokens} computed, {s.Blocks.Count} blocks"))}");
    }
}
