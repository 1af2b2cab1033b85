using Orchestrator.Cluster.Routing;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
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
        Assert.Equal([("a", 0), ("b", 3)], why.Candidates.Select(c => (c.Worker.Value, c.Sequences)));
        Assert.Equal(why.Candidates.OrderBy(c => c.Cost), why.Candidates);
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
    public async Task Waiting_is_seen_by_the_times_between_question_and_place()
    {
        await _router.ReportAsync(LoneRouter.Worker("a", running: 1, max: 1));
        var start = Requests.Start(silo);
        var before = silo.Time.GetUtcNow();
        for (var i = 0; i < 3; i++)
        {
            await Request.Start(start);
            silo.Skip(TimeSpan.FromSeconds(1));
        }
        var waits = Assert.Single((await Request.Describe())!.Attempts);
        Assert.Equal((3, (DateTimeOffset?)null), (waits.Waited, waits.Placed));
        await _router.ReportAsync(LoneRouter.Worker("a", max: 1));
        // Asked again, it is the same place.
        for (var i = 0; i < 2; i++) await Request.Start(start);

        var record = (await Request.Describe())!;
        var placed = Assert.Single(record.Attempts);
        Assert.Equal((3, waits.Asked, waits.At), (placed.Waited, placed.Asked, placed.At));
        Assert.Equal(3, (int)(placed.Placed!.Value - placed.Asked).TotalSeconds);
        Assert.InRange(record.Arrived, before, placed.Asked);
        Assert.Equal(0, (int)(placed.Asked - before).TotalSeconds);
    }

    [Fact]
    public async Task The_arrival_is_that_of_the_first_question_and_each_attempt_has_its_own()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        var start = Requests.Start(silo);
        await Request.Start(start);
        silo.Skip(TimeSpan.FromSeconds(5));
        await Request.Recover(Requests.Recover(silo, 1) with { Request = start });
        var record = (await Request.Describe())!;
        Assert.Equal([0, 5], record.Attempts.Select(a => (int)(a.Asked - record.Arrived).TotalSeconds));
        Assert.Equal([0, 0], record.Attempts.Select(a => (int)(a.Placed!.Value - a.Asked).TotalSeconds));
    }

    [Fact]
    public async Task A_request_whose_deadline_passed_in_the_queue_is_not_put_to_the_router_and_says_so()
    {
        var worker = LoneRouter.Worker("a", running: 1, max: 1);
        await _router.ReportAsync(worker);
        var start = Requests.Start(silo);
        await Request.Start(start);
        silo.Skip(TimeSpan.FromSeconds(61));
        await _router.ReportAsync(worker with { Running = 0 });
        Assert.IsType<RoutePlan.Refused>(await Request.Start(start));
        var attempt = Assert.Single((await Request.Describe())!.Attempts);
        Assert.Equal(($"the deadline of the request ({start.Deadline:O}) has passed", 1), (Assert.IsType<RoutePlan.Refused>(attempt.Plan).Reason, attempt.Waited));
        // The only place is still free.
        Assert.Equal("a", await _router.PlaceNextAsync());
    }

    [Fact]
    public async Task A_request_that_was_given_up_says_after_what()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        await Request.Start(Requests.Start(silo));
        await Request.Recover(Requests.Recover(silo, 3) with { Faults = 3 });
        var last = (await Request.Describe())!.Attempts[^1];
        Assert.Equal((4, "WorkerFault: the worker died", $"request {_id} was given up after 3 worker faults; the last: the worker died"),
            (last.Attempt, last.Cause, Assert.IsType<RoutePlan.Refused>(last.Plan).Reason));
    }

    [Fact]
    public async Task Ends_and_cancellation_are_listed()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"));
        await Request.Start(Requests.Start(silo));
        var outcome = new RequestOutcome(0, "cancelled", 12, TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(1))
        {
            Planned = TimeSpan.FromMilliseconds(4),
            Accepted = TimeSpan.FromMilliseconds(6),
            Attempts = 2,
            Worker = new WorkerId("d"),
            PrefillWorker = new WorkerId("p"),
            CachedTokens = 32,
            CachedTokensPredicted = 48,
            OtherNumerics = true,
            Failure = "the test",
        };
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
