using Orchestrator.LoadTests.Shifts;
using Orchestrator.LoadTests.Watching;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>Orders of role-shift and looks of soak.</summary>
public sealed class ShiftOrderTests
{
    [Theory]
    [InlineData("prefill,decode", 0, "mixed")]
    [InlineData("prefill,decode", 1, "mixed")]
    [InlineData("prefill,prefill,decode", 0, "decode")]
    [InlineData("prefill,decode,decode", 1, "prefill")]
    [InlineData("prefill,mixed", 0, "decode")]
    [InlineData("mixed,prefill", 0, "decode")]
    [InlineData("mixed,decode", 0, "prefill")]
    [InlineData("mixed", 0, null)]
    public void Both_kinds_of_work_stay_possible(string roles, int which, string? expected)
    {
        AdminWorker[] workers = [.. roles.Split(',').Select((role, i) => Worker($"w{i}", role))];
        Assert.Equal(expected, ShiftOrders.Away(workers[which], workers));
    }

    [Fact]
    public void Workers_of_another_pool_do_nothing_for_this_one() =>
        Assert.Equal("mixed", ShiftOrders.Away(Worker("a", "prefill"), [Worker("a", "prefill"), Worker("b", "prefill") with { Pool = "other" }]));

    [Fact]
    public void A_shift_is_over_when_it_is_confirmed_and_nothing_is_left_to_hand_over()
    {
        var worker = Worker("a", "decode") with { Epoch = 4, ConfirmedEpoch = 3 };
        Assert.False(worker.IsSettled(4));
        Assert.True((worker with { ConfirmedEpoch = 4 }).IsSettled(4));
        Assert.False((worker with { ConfirmedEpoch = 4, Leaving = 1 }).IsSettled(4));
        Assert.True((worker with { ConfirmedEpoch = null }).IsSettled(4));
    }

    [Fact]
    public void Of_metrics_the_gauges_that_only_grow_where_something_leaks_are_watched()
    {
        const string page = """
            # HELP dotnet_process_memory_working_set_bytes x
            # TYPE dotnet_process_memory_working_set_bytes gauge
            dotnet_process_memory_working_set_bytes{process="gate way}",a="b"} 1.5e6 1700000000
            dotnet_process_memory_working_set_bytes{process="w0"} 500000
            # TYPE process_threads gauge
            process_threads 12
            # TYPE requests_activations_total counter
            requests_activations_total 9
            # TYPE queue_length gauge
            queue_length 3
            """;
        Assert.Equal(
            [("dotnet_process_memory_working_set_bytes", 2_000_000.0), ("process_threads", 12.0)],
            MetricLine.Watched(page.ReplaceLineEndings("\n")).Select(p => (p.Key, p.Value)));
    }

    private static AdminWorker Worker(string id, string role) => new(id, "p", role, role, Epoch: 1, ConfirmedEpoch: 1, Leaving: 0, KvReferenced: 0);
}
