using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Xunit;

namespace Orchestrator.Cluster.Scaling;

/// <summary>The autoscaler's grain: what it sees of a pool, what it orders, what it only says, and what it remembers.</summary>
[Collection(nameof(OneSilo))]
public sealed class AutoscalerTests(OneSilo silo)
{
    private const WorkerRole P = WorkerRole.Prefill, D = WorkerRole.Decode;

    private readonly ScaledCluster _pool = new(silo);

    // Three workers' worth of prompts, and next to nothing to decode.
    private Task<ScalingRecord> PromptsUntilAsync(Predicate<ScalingRecord> wanted, string what) => _pool.ServeUntilAsync(6, 500, 2, wanted, what);

    [Fact]
    public async Task An_active_pool_follows_its_demand_and_says_why_and_what_came_of_it()
    {
        await _pool.SetAsync(policy => policy);
        await _pool.JoinAsync(P, D, D, D);
        var shift = await PromptsUntilAsync(r => r.Outcome is not null, "a shift whose outcome is known");
        Assert.Equal((ScalingVerdict.Shifts, ScalingMode.Active), (shift.Verdict, shift.Mode));
        Assert.Equal(new RoleCounts(1, 3, 0), shift.Roles);
        Assert.Empty(shift.Refused);
        Assert.All(shift.Shifts, s => Assert.Equal((D, P), (s.From, s.To)));
        Assert.Contains("1 prefill, 3 decode -> 3 prefill, 1 decode", shift.Reason);
        Assert.True(shift.Figures.PressureAfter < shift.Figures.Pressure);
        Assert.True(shift.Outcome!.Helped);
        // A shift that was ordered at a tick is seen at the next one at the earliest.
        Assert.True(shift.Outcome.LongestShift > TimeSpan.Zero, $"{shift.Outcome.LongestShift}");
        Assert.Equal(new RoleCounts(3, 1, 0), await _pool.RolesAsync());
    }

    [Fact]
    public async Task An_advisory_one_decides_the_same_and_orders_nothing()
    {
        await _pool.SetAsync(policy => policy with { Mode = ScalingMode.Advisory });
        await _pool.JoinAsync(P, D, D, D);
        var advice = await PromptsUntilAsync(r => r.Verdict == ScalingVerdict.Shifts, "advice");
        Assert.Equal(ScalingMode.Advisory, advice.Mode);
        Assert.NotEmpty(advice.Shifts);
        Assert.Equal(new RoleCounts(1, 3, 0), await _pool.RolesAsync());
    }

    [Fact]
    public async Task One_that_is_off_does_not_decide()
    {
        await _pool.SetAsync(policy => policy with { Mode = ScalingMode.Off });
        await _pool.JoinAsync(P, D, D, D);
        var off = await PromptsUntilAsync(r => r.Mode == ScalingMode.Off, "an entry");
        Assert.Empty(off.Shifts);
        Assert.Equal(new RoleCounts(1, 3, 0), await _pool.RolesAsync());
    }

    [Fact]
    public async Task Held_and_pinned_workers_are_left_alone()
    {
        await _pool.SetAsync(policy => policy with { Pinned = policy.Pinned.Add("w1", D) });
        await _pool.JoinAsync(P, D, D, D);
        await _pool.Pool.Grain.Shift(new WorkerId("w2"), D);
        var shift = await PromptsUntilAsync(r => r.Verdict == ScalingVerdict.Shifts, "a shift");
        Assert.Equal(["w3"], shift.Shifts.Select(s => s.Worker.Value));
        await PromptsUntilAsync(r => r.Verdict == ScalingVerdict.Waits, "a decision to wait");
        Assert.Equal(new RoleCounts(2, 2, 0), await _pool.RolesAsync());
        // What a person gives back is the autoscaler's.
        await _pool.Pool.Grain.Release(new WorkerId("w2"), PersonalOrders.Person);
        await PromptsUntilAsync(r => r.Shifts.Any(s => s.Worker.Value == "w2"), "a shift of the worker that was released");
    }

    [Fact]
    public async Task What_a_policy_would_change_is_told_and_not_done()
    {
        var policy = await _pool.SetAsync(policy => policy with { Mode = ScalingMode.Advisory });
        await _pool.JoinAsync(P, D, D, D);
        await PromptsUntilAsync(r => r.Verdict == ScalingVerdict.Shifts, "advice");
        var least = await _pool.Autoscaler.Preview(policy with { Decode = new RoleLimits(2, null) });
        Assert.Equal(ScalingVerdict.Shifts, least.Verdict);
        Assert.Single(least.Shifts);
        Assert.Empty((await _pool.Autoscaler.Preview(policy with { Decode = new RoleLimits(3, null) })).Shifts);
        Assert.Equal(new RoleCounts(1, 3, 0), await _pool.RolesAsync());
    }

    [Fact]
    public async Task Workers_that_have_not_measured_themselves_are_not_shifted()
    {
        await _pool.SetAsync(policy => policy);
        await _pool.Pool.JoinAsync("new", P, max: 1_000_000);
        var decision = await PromptsUntilAsync(_ => true, "a decision");
        Assert.Equal((ScalingVerdict.Unknown, "no worker has computed a prompt and an answer yet"), (decision.Verdict, decision.Reason));
    }

    [Fact]
    public async Task Decisions_to_do_nothing_are_entered_once()
    {
        await _pool.SetAsync(policy => policy);
        await _pool.JoinAsync(P, P, P, D);
        await PromptsUntilAsync(r => r.Verdict == ScalingVerdict.Fits, "roles that fit");
        var entries = await _pool.Autoscaler.Decisions(100);
        for (var i = 1; i < entries.Length; i++) Assert.False(entries[i].Verdict == entries[i - 1].Verdict && entries[i].Roles == entries[i - 1].Roles && entries[i].Shifts.IsEmpty, $"{entries[i]} twice");
        Assert.Equal(entries.Length, entries.Select(e => e.Number).Distinct().Count());
        Assert.Single(await _pool.Autoscaler.Decisions(1));
    }
}
