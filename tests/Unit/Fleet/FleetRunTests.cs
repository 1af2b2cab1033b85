using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>Worlds in which something once went wrong, written out.</summary>
public sealed class FleetRunTests
{
    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);

    private static readonly FleetOptions s_two = new()
    {
        Workers = 2,
        Cost = s_cost,
        BlockTokens = 64,
        KvTokens = 1300,
        Mode = new RoleMode.Static(1, 1),
        MessageSeconds = 0,
        LinkBytesPerSecond = 1e9,
        Routing = new RoutingOptions { Disaggregate = Disaggregate.Always },
    };

    [Fact]
    public void A_request_that_just_fits_still_fits_after_its_worker_has_failed()
    {
        var run = new FleetRun(s_two with { Workers = 1, Mode = new RoleMode.Aggregated() }, Requests(1, 1300 - 64 - 130, 130));
        while (run.Requests.Count == 0 || run.Requests[0].Answer is null && run.Requests[0].Prompt is not { Place: SequencePlace.Decoding }) Assert.True(run.Step());
        for (var i = 0; i < 50; i++) Assert.True(run.Step());
        run.PlaceAgain(run.Requests[0], isFault: true);
        Assert.True(run.Requests[0].Emitted > 10);
        Assert.Equal(1, run.Run().Answered);
    }

    [Fact]
    public void Two_workers_that_could_wait_for_each_other_do_not()
    {
        var scores = new FleetRun(s_two with { Mode = new RoleMode.Aggregated() }, Requests(20, 600, 50)).Run();
        Assert.Equal(20, scores.Answered);
    }

    [Fact]
    public void Room_that_a_one_token_answer_had_reserved_is_there_for_the_next()
    {
        var scores = new FleetRun(s_two, Requests(20, 1000, 1)).Run();
        Assert.Equal(20, scores.Answered);
        Assert.Equal(0, scores.TransferredBytes);
    }

    [Fact]
    public void Nothing_is_sent_before_there_is_room_for_it()
    {
        const int Prompt = 1000, Answer = 100;
        var scores = new FleetRun(s_two, Requests(2, Prompt, Answer)).Run();
        var expected = scores.Whole[0] + Prompt * s_cost.Shape.KvBytesPerToken / s_two.LinkBytesPerSecond;
        for (var token = 2; token <= Answer; token++) expected += s_cost.Seconds(StepWork.Decode(1, Prompt + token - 1));
        Assert.Equal(expected, scores.Whole[1], 1e-9);
    }

    [Fact]
    public void Whoever_loses_the_worker_that_is_to_decode_it_keeps_its_prompt()
    {
        var run = new FleetRun(s_two with { Workers = 3, Mode = new RoleMode.Static(1, 2), LinkBytesPerSecond = 1e8 }, Requests(1, 1000, 5));
        while (run.Requests.Count == 0 || run.Requests[0].Answer is null) Assert.True(run.Step());
        var lost = run.Requests[0].Decode!;
        run.Retire(lost);
        var scores = run.Run();
        Assert.Equal((1, 1), (scores.Answered, run.Requests[0].Attempt));
        Assert.NotSame(lost, run.Requests[0].Decode);
        Assert.Equal(scores.Unloaded(1000), scores.FirstToken[0], 1e-12);
    }

    [Fact]
    public void What_no_worker_can_hold_is_turned_away_by_every_rule()
    {
        RoleMode[] modes = [new RoleMode.Static(1, 1), new RoleMode.Aggregated(), new RoleMode.Clairvoyant(2), new RoleMode.Splitwise(1, 1, 0.25), new RoleMode.Conditional(1, 1, 512)];
        foreach (var mode in modes)
        {
            var scores = new FleetRun(s_two with { Mode = mode }, Requests(3, 1290, 5)).Run();
            Assert.Equal((0, 3), (scores.Answered, scores.TurnedAway));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_worker_takes_no_more_than_its_limit(bool isSplit)
    {
        const int Limit = 3;
        var options = s_two with { KvTokens = 100_000, MaxRunning = Limit, LinkBytesPerSecond = 1e8, Mode = isSplit ? new RoleMode.Static(1, 1) : new RoleMode.Aggregated() };
        var run = new FleetRun(options, Requests(30, 400, 20));
        var most = 0;
        while (run.Step()) most = Math.Max(most, run.Workers.Max(w => w.Holding));
        Assert.Equal(Limit, most);
        Assert.Equal(30, run.Scores.Answered);
    }

    private static Workload Requests(int count, int prompt, int answer) => new("some", [.. Enumerable.Repeat(new Arrival(0, prompt, answer, []), count)], 1, 64, 0);
}
