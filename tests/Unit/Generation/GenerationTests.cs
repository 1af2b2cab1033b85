using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Links;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>One choice while all goes well, and at its end.</summary>
public sealed class GenerationTests
{
    [Fact]
    public async Task One_worker_gets_the_whole_work_and_its_tokens_come_out()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        var work = await worker.WorkAsync();
        Assert.Equal((stage.Key(1), 3ul, 9L, 4u, 6u, 2), (work.Key.FromWire(), work.Epoch, work.TicketNumber, work.PromptTokens, work.MaxTokens, work.Priority));
        Assert.Equal([1u, 7u, 8u, 9u], work.Tokens);
        Assert.Equal(stage.Input.Sampling, work.Sampling);
        Assert.Equal(600_000u, work.DeadlineMs);
        Assert.Null(work.Decode);
        worker.Accept(stage.Key(1));
        worker.Token(stage.Key(1), 0, 1, 2, 3, 4, 5);
        worker.End(stage.Key(1), 6);
        Assert.Equal(new GenerationEvent.Finished(ByLength: true), await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
        await stage.NothingMoreAsync(worker);
        Assert.Equal($"pool/{stage.Input.Request}", stage.Plans.Key);
        var start = Assert.IsType<StartRequest>(Assert.Single(stage.Plans.Asked));
        Assert.Equal((1, 4, 6, 2, "tenant", stage.Input.Deadline, 0), (start.Choice, start.PromptTokens, start.MaxTokens, start.Priority, start.TenantSalt, start.Deadline, start.Excluded.Length));
    }

    [Fact]
    public async Task A_split_tells_both_workers_of_each_other()
    {
        await using var stage = new Stage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        var (expect, work) = (await decode.ExpectAsync(), await prefill.WorkAsync());
        Assert.Equal(("p", prefill.Life.Life), (expect.PrefillWorker, new Guid(expect.PrefillLife.Span)));
        Assert.Equal(("d", decode.Life.Life, decode.Target.KvEndpoint), (work.Decode.Worker, new Guid(work.Decode.Life.Span), work.Decode.KvEndpoint));
        Assert.Equal(work.Tokens, expect.Work.Tokens);
        Assert.Equal(work.Key, expect.Work.Key);
        Assert.Null(expect.Work.Decode);
    }

    [Fact]
    public async Task Tokens_of_two_workers_come_out_in_order_whoever_is_first()
    {
        await using var stage = new Stage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        decode.Token(stage.Key(1), 1, 2);
        decode.Token(stage.Key(1), 3);
        decode.End(stage.Key(1), 4, Ended.Types.Reason.EndToken);
        prefill.Token(stage.Key(1), 0);
        Assert.Equal(new GenerationEvent.Finished(ByLength: false), await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103], reading.Tokens);
    }

    [Fact]
    public async Task Repeated_tokens_and_those_of_other_attempts_and_choices_are_dropped()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        await worker.WorkAsync();
        worker.Token(stage.Key(1), 0, 0, 1, 0, 1);
        worker.Token(stage.Key(0), 2);
        worker.Token(stage.Key(2), 2);
        worker.Token(stage.Key(1) with { Choice = 0 }, 2);
        worker.End(stage.Key(2), 2);
        worker.Token(stage.Key(1), 9, 2, 100_000);
        worker.End(stage.Key(1), 3);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([100, 101, 102], reading.Tokens);
    }

    [Fact]
    public async Task A_split_answer_that_the_prefill_worker_ends_is_cancelled_at_the_decode_worker()
    {
        await using var stage = new Stage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        await decode.ExpectAsync();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        prefill.End(stage.Key(1), 1, Ended.Types.Reason.EndToken);
        Assert.Equal(new GenerationEvent.Finished(ByLength: false), await reading.EndAsync());
        Assert.Equal(stage.Key(1), await decode.CancelAsync());
    }

    [Fact]
    public async Task A_prefill_worker_that_never_said_it_is_done_is_told_at_the_end()
    {
        await using var stage = new Stage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        decode.Token(stage.Key(1), 1, 2, 3, 4, 5);
        decode.End(stage.Key(1), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        // Its acknowledgement may have been lost, and then it keeps the KV.
        Assert.Equal(stage.Key(1), await prefill.CancelAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_cancels_the_work_on_all_workers(bool handedOff)
    {
        await using var stage = new Stage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        await decode.ExpectAsync();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        if (handedOff) prefill.HandOff(stage.Key(1));
        if (handedOff) decode.Token(stage.Key(1), 1);
        await reading.HasAsync(handedOff ? 2 : 1);
        reading.Leave();
        Assert.Null(await reading.EndAsync());
        Assert.Equal(stage.Key(1), await prefill.CancelAsync());
        Assert.Equal(stage.Key(1), await decode.CancelAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_for_a_place_leaves_nothing_behind()
    {
        await using var stage = new Stage();
        stage.Plans.ThenWait(5);
        await using var reading = stage.Run();
        await Eventually.TrueAsync(() => stage.Clock.Timers > 1, () => "nobody waits for a place");
        reading.Leave();
        Assert.Null(await reading.EndAsync());
        Assert.Single(stage.Plans.Asked);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_its_work_cancelled()
    {
        await using var stage = new Stage { Input = new Stage().Input with { MaxTokens = 20_000 } };
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run(asleep: true);
        await worker.WorkAsync();
        worker.Token(stage.Key(1), 0);
        await reading.HasAsync(1);
        for (var i = 0; i < 10; i++) worker.Token(stage.Key(1), [.. Enumerable.Range(1 + i * 1000, 1000)]);
        await stage.NothingMoreAsync(worker);
        await WaitForDeliveryAsync(stage, worker);
        reading.Wake();
        var failed = Assert.IsType<GenerationEvent.Failed>(await reading.EndAsync());
        Assert.Equal(FailureKind.Overrun, failed.Kind);
        Assert.Equal(1 + EventBuffer.MaxEvents, reading.Tokens.Length);
        Assert.Equal(stage.Key(1), await worker.CancelAsync());
    }

    [Fact]
    public async Task The_deadline_ends_the_answer_when_the_worker_says_so()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        await worker.WorkAsync();
        worker.Token(stage.Key(1), 0, 1);
        worker.End(stage.Key(1), 2, Ended.Types.Reason.Deadline);
        Assert.Equal(FailureKind.Late, Assert.IsType<GenerationEvent.Failed>(await reading.EndAsync()).Kind);
    }

    [Fact]
    public async Task The_deadline_ends_the_answer_even_if_the_workers_word_is_lost()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        await worker.WorkAsync();
        worker.Token(stage.Key(1), 0);
        await reading.HasAsync(1);
        stage.Clock.Advance(TimeSpan.FromSeconds(602));
        Assert.Equal(FailureKind.Late, Assert.IsType<GenerationEvent.Failed>(await reading.EndAsync()).Kind);
    }

    [Theory]
    [InlineData(Refused.Types.Reason.TooLong)]
    [InlineData(Refused.Types.Reason.Invalid)]
    public async Task Work_that_no_worker_can_do_ends_with_the_workers_reason(Refused.Types.Reason why)
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        await worker.WorkAsync();
        worker.Refuse(stage.Key(1), why);
        var failed = Assert.IsType<GenerationEvent.Failed>(await reading.EndAsync());
        Assert.Equal(FailureKind.Refused, failed.Kind);
        Assert.Contains("as the test says", failed.Reason);
        Assert.Single(stage.Plans.Asked);
    }

    // An event of another generation on the same link: what was said before it has been delivered.
    private static async Task WaitForDeliveryAsync(Stage stage, ScriptedWorker worker)
    {
        stage.Plans.Then(worker.Target);
        await using var other = new Reading(stage.NewRun());
        var key = (await worker.WorkAsync()).Key.FromWire();
        worker.Token(key, 0);
        await other.HasAsync(1);
        other.Leave();
        await other.EndAsync();
        Assert.Equal(key, await worker.CancelAsync());
    }
}
