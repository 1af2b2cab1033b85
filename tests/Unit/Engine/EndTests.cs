using Orchestrator.ModelFiles.Writing;
using Orchestrator.Workers.Model;
using Xunit;
using Reason = Orchestrator.Contracts.Protocol.Ended.Types.Reason;

namespace Orchestrator.Unit.Engine;

/// <summary>How sequences end: by themselves, by order, by time, and by what goes wrong.</summary>
public sealed class EndTests
{
    private static readonly int[] s_prompt = [1, 290, 300, 310, 320];

    [Fact]
    public async Task An_end_token_ends_the_answer_and_is_its_last_token()
    {
        var (golden, answer) = await StopAsync(s => s.EndTokens.AddRange([RandomVocabulary.End, (uint)RandomVocabulary.TurnEnd]));
        Assert.Equal(golden.Tokens, answer.Tokens);
        Assert.Equal(Reason.EndToken, answer.End!.Reason);
        Assert.Equal((uint)golden.Tokens.Length, answer.End.Tokens);
    }

    [Fact]
    public async Task Without_end_tokens_the_answer_goes_on_to_its_full_length()
    {
        var (golden, answer) = await StopAsync(_ => { });
        Assert.Equal(golden.Tokens, answer.Tokens[..golden.Tokens.Length]);
        Assert.Equal((golden.MaxTokens, Reason.Length), (answer.Tokens.Length, answer.End!.Reason));
    }

    [Fact]
    public async Task Before_min_tokens_no_end_token_is_picked()
    {
        var (golden, answer) = await StopAsync(s =>
        {
            s.EndTokens.AddRange([RandomVocabulary.End, (uint)RandomVocabulary.TurnEnd]);
            s.MinTokens = 40;
        });
        Assert.Equal(golden.Tokens[..^1], answer.Tokens[..(golden.Tokens.Length - 1)]);
        Assert.True(answer.Tokens.Length >= 40);
        Assert.All(answer.Tokens[..40], token => Assert.False(token is RandomVocabulary.End or RandomVocabulary.TurnEnd));
    }

    [Fact]
    public async Task An_answer_of_one_token_ends_with_the_prompt()
    {
        await using var worker = new TestWorker();
        Assert.Single(await worker.RunAsync(Works.Of(Works.NewKey(), s_prompt, 1)));
        await worker.QuietAsync();
        Assert.Equal((5, 1, 1), (worker.Engine.Load.PromptTokensPrefilled, worker.Engine.Load.TokensDecoded, worker.Engine.Load.Step));
    }

    [Fact]
    public async Task Counters_count_every_token_once()
    {
        await using var worker = new TestWorker();
        var inbox = new Inbox();
        var works = new[] { (5, 7), (40, 3), (100, 20) }.Select(w => Works.Of(Works.NewKey(), Enumerable.Repeat(300, w.Item1), w.Item2)).ToList();
        // What the client already has is computed like a prompt.
        works.Add(Works.Of(Works.NewKey(), s_prompt, 9).With([301, 302]));
        foreach (var work in works) worker.Engine.Submit(work, inbox.Outbox);
        foreach (var work in works) await inbox.EndAsync(work.Key());
        await worker.QuietAsync();
        // The 40 and the 100 begin with the same two blocks.
        Assert.Equal((5 + 40 + 68 + 7, 32), (worker.Engine.Load.PromptTokensPrefilled, worker.Engine.Load.PromptTokensCached));
        Assert.Equal(7 + 3 + 20 + 7, worker.Engine.Load.TokensDecoded);
    }

    [Fact]
    public async Task A_cancelled_sequence_is_gone_and_its_blocks_free_at_the_next_step()
    {
        await using var worker = new TestWorker();
        var inbox = new Inbox();
        var (kept, cancelled) = (Works.Of(Works.NewKey(), s_prompt, 12), Works.Of(Works.NewKey(), Enumerable.Repeat(300, 50), 200));
        var gate = worker.Backend.Gate;
        var batches = new List<Batch>();
        worker.Backend.Before = batches.Add;
        gate.Shut();
        worker.Engine.Submit(kept, inbox.Outbox);
        worker.Engine.Submit(cancelled, inbox.Outbox);
        await gate.ArrivedAsync();
        await gate.LetAsync(3);
        Assert.Equal(2, batches[^1].Sequences.Length);
        worker.Engine.Cancel(cancelled.Key());
        await gate.LetAsync(1);
        Assert.Single(batches[^1].Sequences);
        Assert.Equal(1, worker.Engine.Load.BlocksReferenced);
        gate.Open();
        Assert.Equal(12, (await inbox.EndAsync(kept.Key())).Tokens.Length);
        await worker.QuietAsync();
        Assert.False(inbox[cancelled.Key()].IsOver);
    }

    [Fact]
    public async Task The_deadline_ends_running_and_waiting_sequences_alike()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker(new WorkerShape { Time = clock, Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        var inbox = new Inbox();
        var works = Enumerable.Range(0, 3).Select(_ => Works.Of(Works.NewKey(), s_prompt, 400)).ToList();
        (works[0].DeadlineMs, works[1].DeadlineMs, works[2].DeadlineMs) = (1000, 1000, 900_000);
        var gate = worker.Backend.Gate;
        gate.Shut();
        foreach (var work in works) worker.Engine.Submit(work, inbox.Outbox);
        await gate.ArrivedAsync();
        await gate.LetAsync(5);
        clock.Advance(TimeSpan.FromMilliseconds(1000));
        await gate.LetAsync(1);
        Assert.False(inbox[works[0].Key()].IsOver);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        gate.Open();
        var (first, second) = (await inbox.EndAsync(works[0].Key()), await inbox.EndAsync(works[1].Key()));
        Assert.Equal((Reason.Deadline, Reason.Deadline), (first.End!.Reason, second.End!.Reason));
        Assert.Equal((uint)first.Said.Count, first.End.Tokens);
        Assert.Empty(second.Said);
        Assert.Equal(Reason.Length, (await inbox.EndAsync(works[2].Key())).End!.Reason);
        await worker.QuietAsync();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task A_logit_that_is_no_number_ends_its_own_sequence_and_no_other(float nonsense)
    {
        await using var worker = new TestWorker();
        var works = Enumerable.Range(0, 3).Select(i => Works.Of(Works.NewKey(), [1, 290 + i, 300], 30)).ToList();
        var broken = -1;
        worker.Backend.Spoil = (batch, logits) =>
        {
            for (var s = 0; s < batch.Sequences.Length; s++)
            {
                var slice = batch.Sequences[s];
                if (slice.Start == 0 && batch.Tokens[slice.FirstRow + 1] == 291) broken = slice.Blocks.Span[0];
                // The eighth position is the sixth token of the answer.
                if (slice.Blocks.Span[0] == broken && slice.Start == 7) logits[Array.IndexOf(batch.LogitRows, slice.FirstRow) * worker.Vocab + 17] = nonsense;
            }
        };
        var inbox = new Inbox();
        foreach (var work in works) worker.Engine.Submit(work, inbox.Outbox);
        var spoiled = await inbox.EndAsync(works[1].Key());
        Assert.Equal((Reason.NotANumber, 5u), (spoiled.End!.Reason, spoiled.End.Tokens));
        Assert.Contains("position 8", spoiled.End.Detail);
        foreach (var work in new[] { works[0], works[2] }) Assert.Equal(await TestWorker.AloneAsync(work), (await inbox.EndAsync(work.Key())).Tokens);
        await worker.QuietAsync();
    }

    private static async Task<(Golden Golden, Answer Answer)> StopAsync(Action<Contracts.Protocol.Sampling> change)
    {
        var golden = GoldenModels.File("end-to-end")["stop"];
        await using var worker = new TestWorker(new WorkerShape { Model = "end-to-end" });
        var work = Works.Of(Works.NewKey(), golden.PromptTokens, golden.MaxTokens);
        change(work.Sampling);
        var inbox = new Inbox();
        worker.Engine.Submit(work, inbox.Outbox);
        var answer = await inbox.EndAsync(work.Key());
        await worker.QuietAsync();
        return (golden, answer);
    }
}
