using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Pools;
using Xunit;

namespace Orchestrator.Unit.Pools;

/// <summary>A policy is judged as a whole, and everything that is wrong with it is said at once.</summary>
public sealed class PolicyRulesTests
{
    private static readonly PoolPolicy s_default = PoolPolicy.Default;

    [Fact]
    public void The_default_is_valid() => Assert.Empty(PolicyRules.Violations(s_default));

    [Fact]
    public void Everything_that_is_wrong_is_said_with_its_values() => Assert.Equal(
    [
        "ttft_ms is 0; it must be between 1 and 600000",
        "tpot_ms is 120000; it must be between 0.1 and 60000",
        "tick_s is 30; it must be between 1 and 5",
        "dwell_s is -1; it must be between 0 and 86400",
        "max_shifts_per_tick is 0; it must be between 1 and 4096",
        "prefill.min is 3, more than prefill.max, which is 2",
        "decode.min is -1; it must be between 0 and 4096",
        "routing is \"dice\"; it must be null or one of default, round-robin, power-of-two, least-loaded, longest-prefix, sglang, dynamo",
        "priorities.default is 11; it must be between -10 and 10",
        "budget.max_workers is 0; it must be between 1 and 4096",
    ], Messages(new PoolPolicy
    {
        Ttft = TimeSpan.Zero,
        Tpot = TimeSpan.FromMinutes(2),
        Tick = TimeSpan.FromSeconds(30),
        Dwell = TimeSpan.FromSeconds(-1),
        MaxShiftsPerTick = 0,
        Prefill = new RoleLimits(3, 2),
        Decode = new RoleLimits(-1, null),
        Routing = "dice",
        Priorities = new PriorityRange(11, -10, 10),
        Budget = new GpuBudget(0, null, null),
    }));

    [Fact]
    public void The_minima_must_fit_into_the_budget() => Assert.Equal(["the minima of all roles are 5 workers together; the budget is 4"],
        Messages(s_default with { Prefill = new RoleLimits(2, null), Decode = new RoleLimits(3, 8), Budget = new GpuBudget(4, null, null) }));

    [Fact]
    public void A_power_limit_is_a_number_of_workers_too()
    {
        var budget = new GpuBudget(null, 2100, 700);
        Assert.Equal(3, budget.Workers);
        Assert.Equal(2, (budget with { MaxWorkers = 2 }).Workers);
        Assert.Equal(["the minima of all roles are 4 workers together; the budget is 3"], Messages(s_default with { Prefill = new RoleLimits(4, null), Budget = budget }));
        Assert.Equal(["budget.watts_per_worker is missing; budget.max_watts needs it"], Messages(s_default with { Budget = new GpuBudget(null, 2100, null) }));
        Assert.Equal(["budget.max_watts is 500, not enough for one worker of 700 W"], Messages(s_default with { Budget = new GpuBudget(null, 500, 700) }));
    }

    [Fact]
    public void Pinned_workers_must_fit_into_the_limits_of_their_roles() => Assert.Equal(["pinned has 2 decode workers; decode.max is 1"],
        Messages(s_default with { Decode = new RoleLimits(0, 1), Pinned = Pins(("a", WorkerRole.Decode), ("b", WorkerRole.Decode), ("c", WorkerRole.Prefill)) }));

    [Fact]
    public void What_is_said_of_mixed_serving_must_agree()
    {
        Assert.Equal(["mixed.min is 1, but mixed_serving is never", "worker a is pinned to mixed, but mixed_serving is never"],
            Messages(s_default with { MixedServing = MixedServing.Never, Mixed = new RoleLimits(1, null), Pinned = Pins(("a", WorkerRole.Mixed)) }));
        Assert.Equal(["prefill.min is 2, but mixed_serving is always and only 1 workers are pinned to prefill"],
            Messages(s_default with { MixedServing = MixedServing.Always, Prefill = new RoleLimits(2, null), Pinned = Pins(("a", WorkerRole.Prefill)) }));
    }

    [Fact]
    public void A_difference_names_the_fields_with_both_values() => Assert.Equal(
    [
        new PolicyChange("budget.max_workers", "null", "4"),
        new PolicyChange("decode.min", "0", "1"),
        new PolicyChange("mode", "active", "advisory"),
        new PolicyChange("pinned.a", null, "decode"),
        new PolicyChange("tpot_ms", "50", "25.5"),
    ], PolicyDifference.Between(s_default, s_default with
    {
        Mode = ScalingMode.Advisory,
        Tpot = TimeSpan.FromMilliseconds(25.5),
        Decode = new RoleLimits(1, null),
        Budget = new GpuBudget(4, null, null),
        Pinned = Pins(("a", WorkerRole.Decode)),
    }));

    private static IEnumerable<string> Messages(PoolPolicy policy) => PolicyRules.Violations(policy).Select(v => v.Message);

    private static ImmutableSortedDictionary<string, WorkerRole> Pins(params (string Worker, WorkerRole Role)[] pins) => pins.ToImmutableSortedDictionary(p => p.Worker, p => p.Role);
}
