using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Peers;
using Xunit;

namespace Orchestrator.Unit.Peers;

/// <summary>Other systems' rules, as published, on situations small enough to decide by hand.</summary>
public sealed class PeerRulesTests
{
    private const int Block = 16;

    [Fact]
    public void Splitwise_takes_the_shortest_queue_of_each_pool() =>
        Assert.Equal(("p1", "d1"), Splitwise(Worker("p0", WorkerRole.Prefill, waiting: 900), Worker("p1", WorkerRole.Prefill, waiting: 100), Worker("d0", WorkerRole.Decode, running: 9), Worker("d1", WorkerRole.Decode, running: 8)));

    [Fact]
    public void Splitwise_borrows_a_token_machine_when_every_prompt_machine_is_busy()
    {
        // A second of prompts waits; a quarter is allowed.
        Assert.Equal(("d0", "d0"), Splitwise(Worker("p0", WorkerRole.Prefill, waiting: 10_000), Worker("d0", WorkerRole.Decode, running: 9)));
        Assert.Equal(("p0", "d0"), Splitwise(Worker("p0", WorkerRole.Prefill, waiting: 2_000), Worker("d0", WorkerRole.Decode, running: 9)));
        // Borrowing would not help.
        Assert.Equal(("p0", "d0"), Splitwise(Worker("p0", WorkerRole.Prefill, waiting: 10_000), Worker("d0", WorkerRole.Decode, waiting: 11_000)));
    }

    [Fact]
    public void Splitwise_borrows_a_prompt_machine_when_the_token_machines_have_no_room_for_the_keys_and_values()
    {
        Assert.Equal(("p0", "p0"), Splitwise(Worker("p0", WorkerRole.Prefill), Worker("d0", WorkerRole.Decode, used: 920)));
        Assert.Equal(("p0", "d0"), Splitwise(Worker("p0", WorkerRole.Prefill, used: 920), Worker("d0", WorkerRole.Decode, used: 920)));
    }

    [Fact]
    public void Splitwise_does_without_a_pool_that_is_full()
    {
        Assert.Equal(("d0", "d0"), Splitwise(Worker("p0", WorkerRole.Prefill, running: 100), Worker("d0", WorkerRole.Decode)));
        Assert.Equal(("p0", "p0"), Splitwise(Worker("p0", WorkerRole.Prefill), Worker("d0", WorkerRole.Decode, running: 100)));
        Assert.False(SplitwiseRule.Pick(1000, [Worker("p0", WorkerRole.Prefill, running: 100)], 0.25).Found);
    }

    [Fact]
    public void Llm_d_asks_a_prefill_worker_only_for_what_the_decode_worker_lacks_beyond_the_threshold()
    {
        WorkerLoad[] workers = [Worker("p0", WorkerRole.Prefill), Worker("d0", WorkerRole.Decode)];
        Assert.Equal(("p0", "d0"), Conditional(1000, workers));
        Assert.Equal(("d0", "d0"), Conditional(500, workers));
        workers[1] = workers[1] with { CachedBlocks = 40 };
        Assert.Equal(("d0", "d0"), Conditional(1000, workers));
    }

    [Fact]
    public void Llm_d_weighs_what_is_cached_against_what_waits()
    {
        // All of the prompt against an idle worker: equal scores go to the first.
        WorkerLoad[] workers = [Worker("d0", WorkerRole.Decode), Worker("d1", WorkerRole.Decode, running: 10) with { CachedBlocks = 63 }, Worker("d2", WorkerRole.Decode, running: 4) with { CachedBlocks = 63 }];
        Assert.Equal(("d2", "d2"), Conditional(1000, workers));
    }

    [Theory]
    [InlineData(+1, 0.6, 0.7)]
    [InlineData(0, 0.6, 0.45)]
    [InlineData(0, 0.3, 0.45)]
    [InlineData(-1, 0.3, 0.39)]
    [InlineData(0, 0.3)]
    [InlineData(+1, 0.6)]
    [InlineData(0)]
    public void Dynamos_planner_looks_at_all_workers_of_a_pool(int change, params double[] seconds) => Assert.Equal(change, DynamoPlanner.Change(seconds, 0.5));

    private static (string Prefill, string Decode) Splitwise(params WorkerLoad[] workers) => Names(SplitwiseRule.Pick(1000, workers, 0.25));

    private static (string Prefill, string Decode) Conditional(int prompt, WorkerLoad[] workers) => Names(ConditionalRule.Pick(prompt, Block, workers, threshold: 512));

    private static (string, string) Names(RouteChoice choice) => (choice.Prefill!.Life.Worker.Value, choice.Decode!.Life.Worker.Value);

    private static WorkerLoad Worker(string name, WorkerRole role, int waiting = 0, int running = 0, int used = 0) => new(
        new WorkerStatus
        {
            Life = new WorkerLife(new WorkerId(name), Guid.NewGuid()),
            RequestedRole = role,
            Role = role,
            State = WorkerState.Ready,
            Running = running,
            PrefillTokensWaiting = waiting,
            PrefillTokensPerSecond = 10_000,
            MaxSequences = 100,
            MaxContext = 16_000,
            KvBlocksTotal = 1000,
            KvBlocksFree = 1000 - used,
        },
        0);
}
