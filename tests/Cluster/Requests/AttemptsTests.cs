using Orchestrator.Cluster.Routing;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Requests;

/// <summary>How a request's attempts are numbered, placed and ended.</summary>
[Collection(nameof(OneSilo))]
public sealed class AttemptsTests(OneSilo silo)
{
    private readonly LoneRouter _router = new(silo);
    private readonly RequestId _id = RequestId.New();

    private IRequestGrain Request => silo.Grains.GetGrain<IRequestGrain>(RequestGrainKey.For(_router.Pool, _id));

    [Fact]
    public async Task Starting_twice_is_starting_once()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b"));
        var plan = await Request.Start(Start());
        Assert.Equal(1, Assert.IsType<RoutePlan.Assigned>(plan).Attempt);
        Plans.AssertSame(plan, await Request.Start(Start()));
    }

    [Fact]
    public async Task Starting_again_after_the_grain_forgot_gets_the_same_plan()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b"));
        var plan = await Request.Start(Start());
        await silo.Cluster.DeactivateAsync(Request);
        Plans.AssertSame(plan, await Request.Start(Start()));
    }

    [Fact]
    public async Task Choices_of_one_request_are_placed_each_for_itself()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b"));
        var plans = new[] { await Request.Start(Start()), await Request.Start(Start() with { Choice = 1 }) };
        Assert.Equal(["a", "b"], plans.Select(p => p.Names()).Order());
    }

    [Fact]
    public async Task A_recovery_has_the_number_after_the_last_and_asked_again_keeps_it()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b"));
        await Request.Start(Start());
        var plan = await Request.Recover(Recover(1));
        Assert.Equal(2, Assert.IsType<RoutePlan.Assigned>(plan).Attempt);
        Plans.AssertSame(plan, await Request.Recover(Recover(1)));
        Assert.Equal(3, Assert.IsType<RoutePlan.Assigned>(await Request.Recover(Recover(2))).Attempt);
    }

    [Fact]
    public async Task A_recovery_carries_all_that_a_grain_without_memory_needs()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        Assert.Equal(8, Assert.IsType<RoutePlan.Assigned>(await Request.Recover(Recover(7))).Attempt);
    }

    [Fact]
    public async Task Tokens_that_the_client_has_are_prefilled_with_the_prompt()
    {
        await _router.ReportAsync(LoneRouter.Worker("p", WorkerRole.Prefill), LoneRouter.Worker("d", WorkerRole.Decode));
        Assert.Equal("d", (await Request.Start(Start())).Names());
        var plan = await Request.Recover(Recover(1) with { TokensSoFar = 40 });
        Assert.Equal(("p>d", "140 prompt tokens: prefill and decode apart"), (plan.Names(), ((RoutePlan.Assigned)plan).Reason));
    }

    [Fact]
    public async Task A_recovery_goes_elsewhere_and_prefers_the_same_numerics()
    {
        var failed = LoneRouter.Worker("failed");
        await _router.ReportAsync(failed, LoneRouter.Worker("other") with { Fingerprint = "g" }, LoneRouter.Worker("equal", running: 9));
        var plan = await Request.Recover(Recover(1) with { Request = Start() with { Excluded = [failed.Life] }, Fingerprint = "f" });
        Assert.Equal("equal", plan.Names());
    }

    [Fact]
    public async Task When_only_decode_moves_the_prefill_worker_gets_no_new_work()
    {
        WorkerStatus p = LoneRouter.Worker("p", WorkerRole.Prefill), d = LoneRouter.Worker("d", WorkerRole.Decode), e = LoneRouter.Worker("e", WorkerRole.Decode, running: 1);
        await _router.ReportAsync(p, d, e);
        var request = Start() with { PromptTokens = 1000 };
        Assert.Equal("p>d", (await Request.Start(request)).Names());
        var plan = Assert.IsType<RoutePlan.Assigned>(await Request.Recover(Recover(1) with { Request = request with { Excluded = [d.Life] }, Cause = RecoverCause.TransferFailed, Prefilled = p.Life }));
        Assert.Equal("p>e", plan.Names());
        Assert.Equal(default, plan.Prefill.Ticket);
        Assert.NotEqual(default, plan.Decode.Ticket);
    }

    [Fact]
    public async Task A_running_answer_gets_a_place_now_or_none_and_only_places_are_remembered()
    {
        WorkerStatus s = LoneRouter.Worker("s", WorkerRole.Prefill), d = LoneRouter.Worker("d", WorkerRole.Decode, running: 2, max: 2);
        await _router.ReportAsync(s, d);
        var leaving = Recover(1) with { Request = Start() with { Excluded = [s.Life] }, Cause = RecoverCause.Migration, Prefilled = s.Life, Fingerprint = "f", Faults = 0 };
        var refused = Assert.IsType<RoutePlan.Refused>(await Request.Recover(leaving));
        Assert.Equal("every worker is full", refused.Reason);
        Assert.Empty((await Request.Describe())!.Attempts);
        await _router.ReportAsync(s, d with { Running = 1 });
        var plan = Assert.IsType<RoutePlan.Assigned>(await Request.Recover(leaving with { LastAttempt = 2 }));
        Assert.Equal(("d", 3), (plan.Names(), plan.Attempt));
        Assert.NotEqual(default, plan.Decode.Ticket);
        Assert.Equal(3, Assert.Single((await Request.Describe())!.Attempts).Attempt);
    }

    [Fact]
    public async Task After_the_deadline_nothing_is_placed()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        var request = Start();
        await Request.Start(request);
        silo.Skip(TimeSpan.FromSeconds(61));
        var refused = Assert.IsType<RoutePlan.Refused>(await Request.Recover(Recover(1) with { Request = request }));
        Assert.Equal($"the deadline of the request ({request.Deadline:O}) has passed", refused.Reason);
    }

    [Fact]
    public async Task A_cancelled_request_is_not_placed_again()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        await Request.Start(Start());
        await Request.Cancel();
        Assert.Equal("the request was cancelled", Assert.IsType<RoutePlan.Refused>(await Request.Recover(Recover(1))).Reason);
        Assert.Equal("the request was cancelled", Assert.IsType<RoutePlan.Refused>(await Request.Start(Start())).Reason);
    }

    [Fact]
    public async Task A_request_that_lost_three_attempts_to_workers_is_refused_by_name()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        Assert.IsType<RoutePlan.Assigned>(await Request.Recover(Recover(2) with { Faults = 2 }));
        var refused = Assert.IsType<RoutePlan.Refused>(await Request.Recover(Recover(3) with { Faults = 3 }));
        Assert.Equal($"request {_id} was given up after 3 worker faults; the last: the worker died", refused.Reason);
        Assert.Equal(TimeSpan.Zero, refused.RetryAfter);
    }

    private StartRequest Start() => Requests.Start(silo);

    private RecoverRequest Recover(int lastAttempt) => Requests.Recover(silo, lastAttempt);
}
