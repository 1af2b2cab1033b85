using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>The way of a choice to a worker: queues, silent silos, refusals.</summary>
public sealed class PlacementTests
{
    [Fact]
    public async Task A_place_in_the_queue_is_renewed_until_there_is_a_worker()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.ThenWait(0.2).ThenWait(1).Then(worker.Target);
        await using var reading = stage.Run();
        await AdvanceAsync(stage, () => stage.Plans.Asked.Count == 3, 0.1);
        Assert.Equal(stage.Key(1), (await worker.WorkAsync()).Key.FromWire());
        Assert.All(stage.Plans.Asked, asked => Assert.IsType<StartRequest>(asked));
    }

    [Fact]
    public async Task While_no_silo_answers_it_asks_again_and_the_stream_goes_on_afterwards()
    {
        await using var stage = new Stage();
        var (first, second) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.ThenFail().ThenFail().Then(first.Target).ThenFail().ThenFail().Then(second.Target);
        await using var reading = stage.Run();
        await AdvanceAsync(stage, () => stage.Plans.Asked.Count == 3, 0.1);
        await first.WorkAsync();
        first.Accept(stage.Key(1));
        first.Token(stage.Key(1), 0, 1);
        await reading.HasAsync(2);
        first.HangUp();
        await AdvanceAsync(stage, () => stage.Plans.Asked.Count == 6, 0.1);
        var work = await second.WorkAsync();
        Assert.Equal([1u, 7u, 8u, 9u, 100u, 101u], work.Tokens);
        Assert.All(stage.Plans.Recoveries, r => Assert.Equal((1, 2, RecoverCause.WorkerFault), (r.LastAttempt, r.TokensSoFar, r.Cause)));
    }

    [Fact]
    public async Task Without_an_answer_before_the_deadline_it_is_late()
    {
        await using var stage = new Stage();
        for (var i = 0; i < 20; i++) stage.Plans.ThenWait(60);
        await using var reading = stage.Run();
        var end = reading.EndAsync();
        await AdvanceAsync(stage, () => end.IsCompleted, 10);
        var failed = Assert.IsType<GenerationEvent.Failed>(await end);
        Assert.Contains("no worker was free before the deadline", failed.Reason);
    }

    [Theory]
    [InlineData(3, nameof(FailureKind.Overloaded))]
    [InlineData(0, nameof(FailureKind.Broken))]
    public async Task A_refusal_of_the_router_is_passed_on(double retryAfter, string kind)
    {
        await using var stage = new Stage();
        stage.Plans.ThenRefuse("64 requests are already waiting", retryAfter);
        await using var reading = stage.Run();
        Assert.Equal(new GenerationEvent.Failed(Enum.Parse<FailureKind>(kind), "64 requests are already waiting", TimeSpan.FromSeconds(retryAfter)), await reading.EndAsync());
    }

    [Theory]
    [InlineData(Refused.Types.Reason.Busy)]
    [InlineData(Refused.Types.Reason.Draining)]
    [InlineData(Refused.Types.Reason.StaleEpoch)]
    public async Task A_worker_that_does_not_take_the_work_is_left_out_of_the_next_plan(Refused.Types.Reason why)
    {
        await using var stage = new Stage();
        var (unwilling, willing) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(unwilling.Target).Then(willing.Target);
        await using var reading = stage.Run();
        await unwilling.WorkAsync();
        unwilling.Refuse(stage.Key(1), why);
        Assert.Equal(stage.Key(2), (await willing.WorkAsync()).Key.FromWire());
        var recovery = Assert.Single(stage.Plans.Recoveries);
        Assert.Equal((1, 0, RecoverCause.Refused, 0), (recovery.LastAttempt, recovery.TokensSoFar, recovery.Cause, recovery.Faults));
        Assert.Equal([unwilling.Life], recovery.Request.Excluded);
        Assert.Contains(why.ToString(), recovery.Reason);
        Assert.Contains("as the test says", recovery.Reason);
    }

    [Fact]
    public async Task A_worker_that_is_not_there_is_left_out_of_the_next_plan()
    {
        await using var stage = new Stage();
        var (gone, there) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(gone.Target with { WorkEndpoint = "127.0.0.1:1" }).Then(there.Target);
        await using var reading = stage.Run();
        Assert.Equal(stage.Key(2), (await there.WorkAsync()).Key.FromWire());
        Assert.Equal([gone.Life], Assert.Single(stage.Plans.Recoveries).Request.Excluded);
    }

    [Fact]
    public async Task A_link_that_broke_while_nobody_used_it_costs_nothing()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w");
        await stage.NothingMoreAsync(worker);
        await stage.BreakAsync(worker);
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        Assert.Equal(stage.Key(1), (await worker.WorkAsync()).Key.FromWire());
        Assert.Empty(stage.Plans.Recoveries);
    }

    [Fact]
    public async Task A_decode_worker_that_refuses_is_replaced_and_the_prefill_stands()
    {
        await using var stage = new Stage();
        var (prefill, unwilling, willing) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d1"), await stage.WorkerAsync("d2"));
        stage.Plans.Then(prefill.Target, unwilling.Target).Then(prefill.Target, willing.Target);
        await using var reading = stage.Run();
        await unwilling.ExpectAsync();
        await prefill.WorkAsync();
        unwilling.Refuse(stage.Key(1), Refused.Types.Reason.Busy);
        var redirect = await prefill.RedirectAsync();
        Assert.Equal((stage.Key(1), 2u, "d2"), (redirect.Key.FromWire(), redirect.Attempt, redirect.Decode.Worker));
        Assert.Equal(stage.Key(2), (await willing.ExpectAsync()).Work.Key.FromWire());
        Assert.Equal(stage.Key(1), await unwilling.CancelAsync());
        Assert.Equal(prefill.Life, Assert.Single(stage.Plans.Recoveries).Prefilled);
        prefill.Token(stage.Key(2), 0);
        willing.Token(stage.Key(2), 1, 2, 3, 4, 5);
        willing.End(stage.Key(2), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal(6, reading.Tokens.Length);
    }

    private static Task AdvanceAsync(Stage stage, Func<bool> until, double seconds) => Eventually.TrueAsync(() =>
    {
        if (until()) return true;
        stage.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return false;
    }, () => $"asked {stage.Plans.Asked.Count} times");
}
