using Orchestrator.Contracts.Protocol;
using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>What an engine answers, and that nothing around a sequence changes it.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData("llama-f32")]
    [InlineData("llama-bf16")]
    [InlineData("qwen3")]
    [InlineData("end-to-end")]
    public async Task Goldens_are_answered_token_for_token(string model)
    {
        await using var worker = new TestWorker(Roomy(model));
        foreach (var golden in GoldenModels.File(model).Goldens)
        {
            var work = Works.Of(Works.NewKey(), golden.PromptTokens, golden.MaxTokens);
            work.Sampling.EndTokens.AddRange([RandomVocabulary.End, (uint)RandomVocabulary.TurnEnd]);
            Assert.Equal(golden.Tokens, await worker.RunAsync(work));
        }
        await worker.QuietAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task A_prompt_in_chunks_gives_the_same_answer_as_in_one_piece(int budget)
    {
        var golden = GoldenModels.File("end-to-end")["long-prompt"];
        await using var worker = new TestWorker(Roomy("end-to-end") with { Limits = new() { MaxContext = 1024, TokenBudget = budget, MaxRunning = Math.Min(budget, 4) } });
        var longest = 0;
        worker.Backend.Before = batch => longest = Math.Max(longest, batch.Tokens.Length);
        Assert.Equal(golden.Tokens, await worker.RunAsync(Works.Of(Works.NewKey(), golden.PromptTokens, golden.MaxTokens)));
        Assert.Equal(budget, longest);
    }

    [Fact]
    public async Task Sequences_that_come_at_random_moments_get_the_tokens_they_get_alone()
    {
        var random = RandomSeed.New();
        await using var worker = new TestWorker(new WorkerShape { Blocks = 128, Limits = new() { MaxContext = 512, MaxRunning = 8, TokenBudget = 32 } });
        var works = RandomWorks(random, 20, worker.Vocab, 100, 40);
        var inbox = new Inbox();
        foreach (var work in works)
        {
            worker.Engine.Submit(work, inbox.Outbox);
            var (other, some) = (works[random.Next(works.IndexOf(work) + 1)], random.Next(6));
            await inbox.UntilAsync(other.Key(), a => a.Said.Count >= some || a.IsOver);
        }
        await CheckAsync(works, inbox);
        await worker.QuietAsync();
    }

    [Fact]
    public async Task A_device_that_gives_its_best_candidates_alone_leads_to_the_same_tokens()
    {
        var random = RandomSeed.New();
        await using var worker = new TestWorker(new WorkerShape { Blocks = 128, Selects = true, Limits = new() { MaxContext = 512, MaxRunning = 3, TokenBudget = 32 } });
        var works = RandomWorks(random, 8, worker.Vocab, 60, 20);
        foreach (var work in works.Skip(2))
            work.Sampling = new Contracts.Protocol.Sampling { Temperature = random.Next(3) * 0.6f, TopK = (uint)random.Next(1, 30), TopP = random.Next(2) == 0 ? 1 : 0.8f, RepetitionPenalty = 1, Seed = (ulong)random.NextInt64() };
        var inbox = new Inbox();
        foreach (var work in works) worker.Engine.Submit(work, inbox.Outbox);
        await CheckAsync(works, inbox);
        // Alone, and greedy: whatever was drawn above, these steps are left to the device.
        var last = Works.Of(Works.NewKey(), [.. works[0].Tokens.Select(t => (int)t)], 4);
        Assert.Equal(await TestWorker.AloneAsync(last), await worker.RunAsync(last));
        Assert.True(worker.Selecting.Selections > 0, "no step left the choice to the device");
    }

    [Fact]
    public async Task Preempted_sequences_get_the_same_tokens_and_no_block_is_lost()
    {
        var random = RandomSeed.New();
        // Any one fits, no two of the longest do.
        await using var worker = new TestWorker(new WorkerShape { Blocks = 9, Limits = new() { MaxContext = 144, MaxRunning = 8, TokenBudget = 24 } });
        var works = RandomWorks(random, 8, worker.Vocab, 70, 70);
        var inbox = new Inbox();
        foreach (var work in works) worker.Engine.Submit(work, inbox.Outbox);
        await CheckAsync(works, inbox);
        await worker.QuietAsync();
        Assert.True(worker.Load.Preemptions > 0, "nobody was preempted");
        // What was computed again is not counted again.
        Assert.Equal(works.Sum(w => w.PromptTokens), worker.Load.PromptTokensPrefilled + worker.Load.PromptTokensCached);
    }

    [Fact]
    public async Task An_answer_goes_on_exactly_where_another_worker_left_it()
    {
        var random = RandomSeed.New();
        await using var worker = new TestWorker();
        foreach (var work in RandomWorks(random, 6, worker.Vocab, 60, 40))
        {
            var whole = await worker.RunAsync(work);
            if (whole.Length < 2) continue;
            var cut = random.Next(1, whole.Length);
            var rest = work.With(whole[..cut]).As(Works.NewKey(choice: (int)work.Key.Choice));
            var inbox = new Inbox();
            worker.Engine.Submit(rest, inbox.Outbox);
            var answer = await inbox.EndAsync(rest.Key());
            Assert.Equal(whole[cut..], answer.Tokens);
            Assert.Equal((uint)cut, answer.Said[0].Index);
            Assert.Equal((uint)whole.Length, answer.End!.Tokens);
        }
    }

    [Fact]
    public async Task Choices_of_one_request_with_one_seed_differ_and_are_each_the_same_again()
    {
        await using var worker = new TestWorker();
        var key = Works.NewKey();
        var works = Enumerable.Range(0, 4).Select(choice => Works.Of(key with { Choice = choice }, [1, 300, 301], 20, new Contracts.Protocol.Sampling { Temperature = 1.2f, TopP = 1, RepetitionPenalty = 1, Seed = 5 })).ToList();
        var inbox = new Inbox();
        foreach (var work in works) worker.Engine.Submit(work, inbox.Outbox);
        await CheckAsync(works, inbox);
        Assert.Equal(4, works.Select(w => string.Join(' ', inbox[w.Key()].Tokens)).Distinct().Count());
    }

    private static WorkerShape Roomy(string model) => new() { Model = model, Limits = new() { MaxContext = TinyModel.Open(model).Config.ContextLength } };

    private static List<Work> RandomWorks(Random random, int count, int vocab, int longestPrompt, int longestAnswer) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            var sampling = Works.Random(random, vocab);
            sampling.Logprobs = (uint)random.Next(6);
            var work = Works.Of(Works.NewKey(choice: random.Next(3)), Works.Prompt(random, random.Next(1, longestPrompt + 1), vocab), random.Next(1, longestAnswer + 1), sampling);
            work.Priority = random.Next(-1, 2);
            return work;
        }),
    ];

    private static async Task CheckAsync(List<Work> works, Inbox inbox)
    {
        await using var alone = new TestWorker();
        foreach (var work in works)
        {
            var among = await inbox.EndAsync(work.Key());
            var quiet = new Inbox();
            alone.Engine.Submit(work, quiet.Outbox);
            // Token messages hold place, id and log probabilities.
            Assert.Equal((await quiet.EndAsync(work.Key())).Said, among.Said);
            Assert.Equal(Ended.Types.Reason.Length, among.End?.Reason);
            Assert.Equal(1, among.Accepted);
        }
    }
}
