using Orchestrator.Cluster.Routing;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Requests;

/// <summary>What a request's grain answers to "where did it go, and why".</summary>
[Collection(nameof(OneSilo))]
public sealed class DescriptionTests(OneSilo silo)
{
    private readonly LoneRouter _router = new(silo);
    private readonly RequestId _id = RequestId.New();

    private IRequestGrain Request => silo.Grains.GetGrain<IRequestGrain>(RequestGrainKey.For(_router.Pool, _id));

    [Fact]
    public async Task Nobody_has_heard_of_a_request_that_never_started() => Assert.Null(await Request.Describe());

    [Fact]
    public async Task Every_attempt_is_listed_with_its_cause_its_workers_and_what_was_weighed()
    {
        var failed = LoneRouter.Worker("a");
        await _router.ReportAsync(failed, LoneRouter.Worker("b", running: 3));
        var start = Requests.Start(silo);
        await Request.Start(start);
        await Request.Recover(Requests.Recover(silo, 1) with { Request = start with { Excluded = [failed.Life] } });

        var record = (await Request.Describe())!;
        Assert.Equal((_router.Pool, 100, start.Deadline, false), (record.Pool, record.PromptTokens, record.Deadline, record.Cancelled));
        Assert.Equal([(0, 1, "", "a"), (0, 2, "WorkerFault: the worker died", "b")], record.Attempts.Select(a => (a.Choice, a.Attempt, a.Cause, a.Plan.Names())));
        var why = (RoutePlan.Assigned)record.Attempts[0].Plan;
        Assert.Equal("100 prompt tokens, under 128: one worker does both", why.Reason);
        Assert.Equal(["a 0", "b 3"], why.Candidates.Select(c => $"{c.Worker} {c.Cost}"));
    }

    [Fact]
    public async Task An_attempt_that_waited_is_listed_once_with_where_it_went_in_the_end()
    {
        await _router.ReportAsync(LoneRouter.Worker("a", running: 1, max: 1));
        var start = Requests.Start(silo);
        for (var i = 0; i < 3; i++) Assert.IsType<RoutePlan.Wait>(await Request.Start(start));
        Assert.IsType<RoutePlan.Wait>(Assert.Single((await Request.Describe())!.Attempts).Plan);
        await _router.ReportAsync(LoneRouter.Worker("a", max: 1));
        await Request.Start(start);
        Assert.Equal("a", Assert.Single((await Request.Describe())!.Attempts).Plan.Names());
    }

    [Fact]
    public async Task Ends_and_cancellation_are_listed()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        await Request.Start(Requests.Start(silo));
        var outcome = new RequestOutcome(0, "cancelled", 12, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(1));
        await Request.Cancel();
        await Request.Finished(outcome);
        var record = (await Request.Describe())!;
        Assert.True(record.Cancelled);
        Assert.Equal([outcome], record.Outcomes);
    }

    [Fact]
    public async Task A_refusal_is_listed_too()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        await Request.Start(Requests.Start(silo) with { PromptTokens = 5000 });
        Assert.IsType<RoutePlan.Refused>(Assert.Single((await Request.Describe())!.Attempts).Plan);
    }
}
