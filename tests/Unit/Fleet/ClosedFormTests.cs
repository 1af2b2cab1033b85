using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>Fleets so simple that their times are known by arithmetic.</summary>
public sealed class ClosedFormTests
{
    private const int Prompt = 512;

    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);
    private static readonly double s_service = s_cost.Seconds(StepWork.Prefill(Prompt));

    // A chunk is a prompt, so that each step computes one of them.
    private static readonly FleetOptions s_queue = new()
    {
        Workers = 1,
        Cost = s_cost,
        BlockTokens = 64,
        KvTokens = 400_000,
        Mode = new RoleMode.Aggregated(),
        PrefillChunk = Prompt,
        MessageSeconds = 0,
        Routing = new RoutingOptions { Disaggregate = Disaggregate.Never },
    };

    [Theory]
    [InlineData(0.3, 100_000)]
    [InlineData(0.6, 200_000)]
    [InlineData(0.8, 400_000)]
    [InlineData(0.9, 1_000_000)]
    public void One_worker_with_equal_prompts_is_a_queue_with_one_server(double load, int requests)
    {
        var workload = PoissonWorkload.Make(load / s_service, requests * s_service / load, RandomSeed.Or(1), LengthTable.Fixed(Prompt, 1));
        var scores = new FleetRun(s_queue, workload).Run();
        // Each request by Lindley's recursion, all of them by Pollaczek and Khinchine's formula.
        var free = 0.0;
        for (var i = 0; i < workload.Arrivals.Count; i++)
        {
            free = Math.Max(free, workload.Arrivals[i].At) + s_service;
            Assert.Equal(free - workload.Arrivals[i].At, scores.FirstToken[i], 1e-6);
        }
        var waiting = scores.FirstToken.Average() - s_service;
        var formula = load * s_service / (2 * (1 - load));
        Assert.InRange(waiting / formula, 0.98, 1.02);
        Assert.Equal(workload.Arrivals.Count * s_service, scores.BusySeconds, 1e-6 * scores.BusySeconds);
        Assert.InRange(scores.BusySeconds / scores.Seconds / load, 0.98, 1.02);
    }

    [Theory]
    [InlineData(RoutingRule.Default)]
    [InlineData(RoutingRule.LeastLoaded)]
    [InlineData(RoutingRule.PowerOfTwo)]
    public void Four_workers_are_no_better_than_one_queue_for_all_and_no_worse_than_four_queues_by_chance(RoutingRule rule)
    {
        const int Workers = 4;
        const double Load = 0.8;
        var workload = PoissonWorkload.Make(Workers * Load / s_service, 40_000 * s_service, RandomSeed.Or(2), LengthTable.Fixed(Prompt, 1));
        var scores = new FleetRun(s_queue with { Workers = Workers, Routing = s_queue.Routing with { Rule = rule } }, workload).Run();
        var (free, central) = (new double[Workers], 0.0);
        foreach (var arrival in workload.Arrivals)
        {
            Array.Sort(free);
            free[0] = Math.Max(free[0], arrival.At) + s_service;
            central += free[0] - arrival.At - s_service;
        }
        var waiting = scores.FirstToken.Average() - s_service;
        Assert.InRange(waiting, central / workload.Arrivals.Count * (1 - 1e-9), Load * s_service / (2 * (1 - Load)));
    }

    [Fact]
    public void A_closed_batch_takes_the_time_of_its_steps()
    {
        const int Sequences = 24, Answer = 100;
        var workload = new Workload("batch", [.. Enumerable.Repeat(new Arrival(0, 10, Answer, []), Sequences)], 1, 64, 0);
        var scores = new FleetRun(s_queue with { PrefillChunk = 2048, StepTarget = 1 }, workload).Run();
        // The first comes alone; the others' prompts are computed while it makes its second token.
        var now = s_cost.Seconds(StepWork.Prefill(10));
        Assert.Equal(now, scores.FirstToken[0], 1e-12);
        const int Others = Sequences - 1;
        now += s_cost.Seconds(new StepWork(10 * Others, Others * StepWork.Pairs(10, 0), 1, 11, Sequences));
        for (var step = 3; step <= Answer; step++) now += s_cost.Seconds(StepWork.Decode(Sequences, 10 + step - 1 + Others * (10.0 + step - 2)));
        Assert.Equal(now, scores.Whole[0], 1e-9);
        now += s_cost.Seconds(StepWork.Decode(Others, Others * (10.0 + Answer - 1)));
        Assert.All(scores.Whole.Skip(1), whole => Assert.Equal(now, whole, 1e-9));
        Assert.Equal(now, scores.BusySeconds, 1e-9);
    }

    [Theory]
    [InlineData(50e9)]
    [InlineData(1e9)]
    [InlineData(1e8)]
    public void A_lone_split_request_waits_for_its_last_layer_or_for_the_link(double bytesPerSecond)
    {
        const int Tokens = 3000, Answer = 5;
        const double Message = 0.001;
        var workload = new Workload("one", [new Arrival(0, Tokens, Answer, [])], 1, 64, 0);
        var options = s_queue with
        {
            Workers = 2,
            Mode = new RoleMode.Static(1, 1),
            PrefillChunk = 2048,
            MessageSeconds = Message,
            LinkBytesPerSecond = bytesPerSecond,
            Routing = new RoutingOptions { Disaggregate = Disaggregate.Always },
        };
        var scores = new FleetRun(options, workload).Run();
        var first = s_cost.Seconds(StepWork.Prefill(2048, 0, ends: false)) + s_cost.Seconds(StepWork.Prefill(Tokens - 2048, 2048));
        Assert.Equal(first, scores.Unloaded(Tokens), 1e-12);
        Assert.Equal(Message + first, scores.FirstToken[0], 1e-12);
        var sending = Tokens * s_cost.Shape.KvBytesPerToken / bytesPerSecond;
        Assert.Equal(Tokens * s_cost.Shape.KvBytesPerToken, scores.TransferredBytes, 1);
        var there = Math.Max(Message + sending, Message + first + sending / s_cost.Shape.Layers);
        for (var token = 2; token <= Answer; token++) there += s_cost.Seconds(StepWork.Decode(1, Tokens + token - 1));
        Assert.Equal(there, scores.Whole[0], 1e-9);
    }

    [Fact]
    public void Transfers_to_one_worker_share_its_link()
    {
        const int Tokens = 1000;
        var workload = new Workload("two", [new Arrival(0, Tokens, 2, []), new Arrival(0, Tokens, 2, [])], 1, 64, 0);
        var options = s_queue with
        {
            Workers = 3,
            Mode = new RoleMode.Static(2, 1),
            PrefillChunk = 2048,
            LinkBytesPerSecond = 1e8,
            Routing = new RoutingOptions { Disaggregate = Disaggregate.Always },
        };
        var scores = new FleetRun(options, workload).Run();
        var sending = Tokens * s_cost.Shape.KvBytesPerToken / 1e8;
        var step = s_cost.Seconds(StepWork.Decode(1, Tokens + 1));
        Assert.Equal([sending + step, 2 * sending + step], scores.Whole.Order().Select(t => Math.Round(t, 9)), (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Fact]
    public void A_first_token_of_an_idle_fleet_takes_what_its_chunks_take()
    {
        foreach (var tokens in new[] { 1, 100, 512, 513, 2048, 9000 })
        {
            var scores = new FleetRun(s_queue, new Workload("one", [new Arrival(0.25, tokens, 1, [])], 1, 64, 0)).Run();
            Assert.Equal(scores.Unloaded(tokens), scores.FirstToken[0], 1e-12);
        }
    }
}
