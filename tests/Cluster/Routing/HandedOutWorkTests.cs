using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Routing;

/// <summary>Between two reports the router counts what it has handed out, and forgets exactly what a report contains.</summary>
[Collection(nameof(OneSilo))]
public sealed class HandedOutWorkTests(OneSilo silo)
{
    private readonly LoneRouter _router = new(silo);

    [Theory]
    [InlineData(4, 40)]
    [InlineData(3, 10)]
    [InlineData(5, 3)]
    public async Task A_burst_between_two_reports_spreads_evenly_over_equal_workers(int workers, int requests)
    {
        await _router.ReportAsync([.. Enumerable.Range(0, workers).Select(i => LoneRouter.Worker($"w{i}"))]);
        var plans = await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => _router.PlaceNextAsync()));
        var counts = plans.CountBy(name => name).Select(c => c.Value).ToList();
        Assert.Equal(Math.Min(workers, requests), counts.Count);
        Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public async Task A_burst_fills_the_gaps_first()
    {
        await _router.ReportAsync(LoneRouter.Worker("a", running: 6), LoneRouter.Worker("b", running: 3), LoneRouter.Worker("c"));
        var plans = new List<string>();
        for (var i = 0; i < 9; i++) plans.Add(await _router.PlaceNextAsync());
        int Given(string worker) => plans.Count(name => name == worker);
        Assert.Equal("c", plans[0]);
        Assert.True(Given("c") > Given("b") && Given("b") > Given("a"), string.Join(" ", plans));
    }

    [Fact]
    public async Task A_split_request_counts_on_both_its_workers()
    {
        await _router.ReportAsync(
            LoneRouter.Worker("p", WorkerRole.Prefill), LoneRouter.Worker("q", WorkerRole.Prefill), LoneRouter.Worker("d", WorkerRole.Decode), LoneRouter.Worker("e", WorkerRole.Decode));
        var plans = new List<string>();
        for (var i = 0; i < 2; i++) plans.Add(await _router.PlaceNextAsync(prompt: 1000));
        Assert.Equal(["d", "e", "p", "q"], plans.SelectMany(p => p.Split('>')).Order());
    }

    [Fact]
    public async Task A_worker_that_is_shifted_does_not_make_up_for_what_the_others_were_given_before()
    {
        WorkerStatus[] workers = [LoneRouter.Worker("p", WorkerRole.Prefill), LoneRouter.Worker("q", WorkerRole.Prefill), LoneRouter.Worker("d", WorkerRole.Decode), LoneRouter.Worker("e", WorkerRole.Decode)];
        await _router.ReportAsync(workers);
        var ticket = default(WorkTicket);
        for (var i = 0; i < 40; i++)
        {
            ticket = ((RoutePlan.Assigned)await _router.RouteAsync(TestPool.Query(1000))).Prefill.Ticket;
            // All of it is done at once.
            await _router.ReportAsync([.. workers = [.. workers.Select(w => w with { NewestTicket = ticket })]]);
        }
        await _router.ReportAsync([.. workers.Select(w => w.Life.Worker.Value == "e" ? w with { Role = WorkerRole.Prefill, Epoch = 2 } : w)]);
        var plans = new List<string>();
        for (var i = 0; i < 6; i++) plans.Add((await _router.PlaceNextAsync(1000)).Split('>')[0]);
        Assert.Equal(["e", "e", "p", "p", "q", "q"], plans.Order());
    }

    [Fact]
    public async Task A_report_replaces_exactly_the_work_that_it_contains()
    {
        var (a, b) = (LoneRouter.Worker("a"), LoneRouter.Worker("b"));
        await _router.ReportAsync(a, b);
        var tickets = new List<WorkTicket>();
        for (var i = 0; i < 6; i++)
        {
            var plan = (RoutePlan.Assigned)await _router.RouteAsync(TestPool.Query());
            if (plan.Prefill.Life == a.Life) tickets.Add(plan.Prefill.Ticket);
        }
        Assert.Equal(3, tickets.Count);

        // a: 1 runs, the second has ended, the third is on its way: 2 in all. b: 3 on their way.
        await _router.ReportAsync(a with { Running = 1, NewestTicket = tickets[1] }, b);
        Assert.Equal("a", await _router.PlaceNextAsync());

        // a: all four are counted and run. b still has 3.
        await _router.ReportAsync(a with { Running = 4, NewestTicket = tickets[2] with { Number = 1000 } }, b);
        Assert.Equal("b", await _router.PlaceNextAsync());
    }

    [Fact]
    public async Task Tickets_of_an_earlier_router_say_nothing()
    {
        var (a, b) = (LoneRouter.Worker("a"), LoneRouter.Worker("b"));
        var foreign = new WorkTicket(Guid.NewGuid(), 1000);
        await _router.ReportAsync(a with { NewestTicket = foreign }, b with { Running = 50 });
        for (var i = 0; i < 2; i++) Assert.Equal("a", await _router.PlaceNextAsync());
        await _router.ReportAsync(a with { NewestTicket = foreign }, b with { Running = 50 });
        Assert.Equal("a 2, b 50", await LoadsAsync());
    }

    [Fact]
    public async Task Work_that_no_report_ever_contains_is_forgotten_after_some_seconds()
    {
        var (a, b) = (LoneRouter.Worker("a"), LoneRouter.Worker("b", running: 2));
        await _router.ReportAsync(a, b);
        for (var i = 0; i < 2; i++) Assert.Equal("a", await _router.PlaceNextAsync());
        silo.Skip(TimeSpan.FromSeconds(6));
        Assert.Equal("a", await _router.PlaceNextAsync());
    }

    [Fact]
    public async Task Work_of_a_life_that_is_gone_does_not_weigh_on_the_next()
    {
        await _router.ReportAsync(LoneRouter.Worker("a"), LoneRouter.Worker("b", running: 3));
        for (var i = 0; i < 3; i++) Assert.Equal("a", await _router.PlaceNextAsync());
        await _router.ReportAsync(LoneRouter.Worker("a", running: 2), LoneRouter.Worker("b", running: 3));
        Assert.Equal("a", await _router.PlaceNextAsync());
    }

    // The weights of the next decision, which the router keeps as the answer to "why".
    private async Task<string> LoadsAsync()
    {
        var plan = (RoutePlan.Assigned)await _router.RouteAsync(TestPool.Query());
        return string.Join(", ", plan.Candidates.Select(c => $"{c.Worker} {c.Sequences}"));
    }
}
