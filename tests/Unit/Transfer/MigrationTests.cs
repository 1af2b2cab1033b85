using Orchestrator.Unit.Constraints;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>A running answer goes on at another worker, with its KV over a real socket: every token is the one that a single worker makes.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task An_answer_goes_on_token_for_token_wherever_it_is_interrupted()
    {
        var random = RandomSeed.New();
        await using var alone = new TestWorker();
        await using var target = new TestWorker(new WorkerShape { Selects = random.Next(2) == 0, Limits = new() { MaxContext = 512, PrefixCache = random.Next(2) == 0 } });
        var (arrived, constrained, curious) = (0, 0, 0);
        for (var round = 0; round < 60; round++)
        {
            await using var source = new TestWorker(new WorkerShape { Selects = random.Next(2) == 0 });
            var work = Works.Of(Works.NewKey(choice: random.Next(3)), Works.Prompt(random, random.Next(1, 70), alone.Vocab), random.Next(3, 40), Works.Random(random, alone.Vocab));
            if (random.Next(3) == 0) work.Sampling.Logprobs = (uint)random.Next(1, 5);
            work.Sampling.MinTokens = (uint)random.Next(3);
            if (random.Next(2) == 0) work.Sampling.EndTokens.Add((uint)random.Next(alone.Vocab));
            if (random.Next(2) == 0)
            {
                var automaton = NaiveAutomaton.Random(random, alone.Vocab, density: 0.4, ends: 0.05).Compile();
                foreach (var worker in new[] { alone, source, target }) worker.Engine.Keep(automaton);
                work = work.Following(automaton);
            }
            var quiet = work.As(Works.NewKey(choice: (int)work.Key.Choice));
            alone.Submit(quiet);
            var whole = await alone.Inbox.EndAsync(quiet.Key());
            if (whole.Said.Count < 2) continue;

            var k = random.Next(1, whole.Said.Count);
            await source.HoldAsync(work, k);
            // The gateway may be some tokens behind.
            var next = await target.AnnounceAsync(work, source, known: random.Next(1, k + 1));
            source.Migrate(work, target);
            source.Backend.Gate.Open();
            // The step in hand makes one more token; it may be the last.
            var isOver = whole.Said.Count == k + 1;
            Assert.Equal(whole.Tell(), (isOver ? await source.Inbox.EndAsync(work.Key()) : await Migrations.ArrivedAsync(source, work, target, next)).Tell());
            if (isOver) target.Engine.Cancel(next.Key());
            else
            {
                Assert.Equal((1, 0), (source.Load.MigrationsOut, source.Load.MigrationsFailed));
                (arrived, constrained, curious) = (arrived + 1, constrained + (work.Automaton.IsEmpty ? 0 : 1), curious + (work.Sampling.Logprobs > 0 ? 1 : 0));
            }
            await source.QuietAsync();
            await target.QuietAsync();
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{arrived} of 60 answers went on elsewhere, {constrained} of them constrained, {curious} with log probabilities");
        Assert.Equal(arrived, target.Load.MigrationsIn);
        Assert.Equal(0, target.Load.PromptTokensPrefilled);
        Assert.True(constrained > 0 && curious > 0 && arrived > 10, "the rounds prove little");
    }

    [Fact]
    public async Task Its_KV_travels_once_and_nothing_is_computed_again()
    {
        await using var source = new TestWorker();
        await using var target = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint);
        var work = Splits.NewWork(prompt: 50, answer: 30);
        await source.HoldAsync(work, 12);
        var next = await target.AnnounceAsync(work, source, known: 12);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(work), (await Migrations.ArrivedAsync(source, work, target, next)).Tokens);
        // 50 and 13 tokens, of which the last has no KV yet: four blocks.
        Assert.Equal(62 * source.Backend.Kv.TokenBytes * 2 * source.Backend.Kv.Layers, source.Traffic.Sent);
        Assert.Equal((1, 4 * source.Backend.Kv.Layers, 1, 0), (proxy.Count(KvFrameKind.Reserve), proxy.Count(KvFrameKind.Block), proxy.Count(KvFrameKind.Continue), proxy.Count(KvFrameKind.Complete)));
        Assert.Equal((0, 30 - 13), (target.Load.PromptTokensPrefilled, target.Load.TokensDecoded));
        await source.QuietAsync();
        await target.QuietAsync();
    }

    [Fact]
    public async Task Blocks_that_others_share_stay_with_them()
    {
        await using var source = new TestWorker();
        await using var target = new TestWorker();
        var work = Splits.NewWork(prompt: 64, answer: 40);
        var sibling = work.As(Works.NewKey());
        source.Backend.Gate.Shut();
        source.Submit(work);
        source.Submit(sibling);
        await source.Backend.Gate.ArrivedAsync();
        await source.Backend.Gate.LetAsync(8);
        await source.Inbox.UntilAsync(sibling.Key(), a => a.Said.Count >= 4);
        var next = await target.AnnounceAsync(work, source, known: 3);
        source.Migrate(work, target);
        source.Backend.Gate.Open();
        var alone = await TestWorker.AloneAsync(work);
        Assert.Equal(alone, (await Migrations.ArrivedAsync(source, work, target, next)).Tokens);
        Assert.Equal(alone, (await source.Inbox.EndAsync(sibling.Key())).Tokens);
        Assert.True(source.Load.PromptTokensCached > 0, "nothing was shared");
        await source.QuietAsync();
        await target.QuietAsync();
    }

    [Fact]
    public async Task It_can_go_on_from_worker_to_worker_and_back()
    {
        await using var left = new TestWorker();
        await using var right = new TestWorker();
        var work = Splits.NewWork(prompt: 40, answer: 60);
        await left.HoldAsync(work, 5);
        var second = await right.AnnounceAsync(work, left, known: 5);
        right.Backend.Gate.Shut();
        left.Migrate(work, right);
        left.Backend.Gate.Open();
        await right.Backend.Gate.ArrivedAsync();
        await right.Backend.Gate.LetAsync(20);
        await right.Inbox.UntilAsync(second.Key(), a => a.Said.Count >= 20);
        var first = left.Inbox[work.Key()].Tokens;
        var third = work.With([.. first, .. right.Inbox[second.Key()].Tokens[..10]]).As(work.Key() with { Attempt = 3 });
        left.Expect(third, right, running: true);
        await left.Inbox.UntilAsync(third.Key(), a => a.Accepted > 0);
        right.Migrate(second, left);
        right.Backend.Gate.Open();
        var tail = await left.Inbox.EndAsync(third.Key());
        var middle = await right.Inbox.UntilAsync(second.Key(), a => a.HandedOff > 0);
        int[] whole = [.. first, .. middle.Tokens, .. tail.Tokens];
        Assert.Equal(await TestWorker.AloneAsync(work), whole);
        await left.QuietAsync();
        await right.QuietAsync();
    }
}
