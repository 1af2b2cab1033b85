using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;
using Xunit;
using static Orchestrator.Unit.Routing.Fleet;

namespace Orchestrator.Unit.Routing;

/// <summary>Where a running answer goes on: one worker has to take it with its KV, now or not at all.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void It_goes_to_the_decode_worker_that_has_least_to_do() =>
        Assert.Equal("e", Move(Worker("s", WorkerRole.Prefill), Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode, running: 5), Worker("e", WorkerRole.Decode, running: 1)).Names());

    [Fact]
    public void It_does_not_go_where_its_blocks_have_no_room()
    {
        var s = Worker("s", WorkerRole.Prefill);
        // 1000 tokens are 63 blocks with the next one.
        Assert.Equal("d", Move(s, Worker("d", WorkerRole.Decode, running: 5).Blocks(63), Worker("e", WorkerRole.Decode).Blocks(62)).Names());
        Assert.Equal("every worker is full", Move(s, Worker("d", WorkerRole.Decode).Blocks(20), Worker("e", WorkerRole.Decode, running: 8, max: 8).Blocks(900)).Names());
    }

    [Fact]
    public void What_was_just_sent_there_is_taken_to_need_as_much()
    {
        var s = Worker("s", WorkerRole.Prefill);
        Assert.Equal("d", Move(s, Worker("d", WorkerRole.Decode, handedOut: 2).Blocks(63 * 3)).Names());
        Assert.Equal("every worker is full", Move(s, Worker("d", WorkerRole.Decode, handedOut: 2).Blocks(63 * 3 - 1)).Names());
    }

    [Fact]
    public void It_stays_rather_than_go_to_another_prefill_worker()
    {
        var full = Worker("d", WorkerRole.Decode, running: 8, max: 8);
        Assert.Equal("every worker is full", Move(Worker("s", WorkerRole.Prefill), Worker("p", WorkerRole.Prefill), full).Names());
    }

    [Fact]
    public void From_a_worker_that_drains_even_a_prefill_worker_is_better_than_none()
    {
        // Whoever drains is not among those that take work.
        Assert.Equal("p", Move(Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode, running: 8, max: 8)).Names());
        Assert.Equal("d", Move(Worker("p", WorkerRole.Prefill), Worker("d", WorkerRole.Decode, running: 7, max: 8)).Names());
    }

    [Fact]
    public void It_never_goes_to_other_numerics_back_to_its_worker_or_to_one_that_is_left_out()
    {
        Assert.Equal("every worker is full", Move(Worker("s", WorkerRole.Mixed), Worker("d", WorkerRole.Decode, fingerprint: "other")).Names());
        Assert.Equal("every worker is full", Pick(Query(prefilled: "s", fingerprint: "same", excluded: ["d"]) with { IsMigration = true }, [Worker("s", WorkerRole.Mixed), Worker("d", WorkerRole.Decode)]).Names());
    }

    private static RouteChoice Move(params WorkerLoad[] workers) => Pick(Query(prefilled: "s", fingerprint: "same") with { IsMigration = true }, workers);
}
