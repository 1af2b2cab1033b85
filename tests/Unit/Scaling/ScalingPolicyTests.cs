using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Xunit;

namespace Orchestrator.Unit.Scaling;

/// <summary>Which roles the autoscaler gives to which workers, and when it leaves them alone.</summary>
public sealed class ScalingPolicyTests
{
    private const WorkerRole P = WorkerRole.Prefill, D = WorkerRole.Decode, M = WorkerRole.Mixed;
    private static readonly PoolPolicy s_apart = PoolPolicy.Default with { MixedServing = MixedServing.Never, Tpot = TimeSpan.FromMilliseconds(20) };
    private static readonly PoolPolicy s_free = s_apart with { MixedServing = MixedServing.Auto };

    [Fact]
    public void Roles_follow_a_demand_that_turns_within_a_quarter_of_a_minute_each_time()
    {
        var random = RandomSeed.New();
        var pool = new ScaledPool(s_apart, P, P, P, P, D, D, D, D);
        for (var turn = 0; turn < 6; turn++)
        {
            // 6 workers' worth of prompts and 1 of answers, and the other way round.
            var (perSecond, prompt, answer) = turn % 2 == 0 ? (30.0, 2000, 110) : (30.0, 330, 640);
            for (var second = 0; second < 60; second++)
            {
                pool.Second(perSecond, prompt, answer, random);
                if (second < 15) continue;
                if (turn % 2 == 0) Assert.InRange(pool.Counts.Prefill, 6, 7);
                else Assert.InRange(pool.Counts.Prefill, 1, 2);
            }
        }
    }

    [Fact]
    public void A_steady_demand_is_left_alone_once_roles_fit_it()
    {
        var random = RandomSeed.New();
        var pool = new ScaledPool(s_apart, P, P, P, P, P, P, P, P, D, D, D, D, D, D, D, D);
        // 10 workers' worth of prompts and 3 of answers, for twenty minutes.
        for (var second = 0; second < 1200; second++) pool.Second(50, 2000, 190, random);
        Assert.InRange(pool.Counts.Prefill, 11, 13);
        Assert.True(pool.Shifts.Count <= 12, $"{pool.Shifts.Count} shifts");
    }

    [Fact]
    public void Without_any_request_nothing_happens()
    {
        var pool = new ScaledPool(s_free, P, D, M, P);
        for (var second = 0; second < 100; second++) Assert.Equal("nothing has come", pool.Second(0, 100, 100).Reason);
        Assert.Empty(pool.Shifts);
    }

    [Fact]
    public void A_pool_without_workers_or_with_one_is_left_alone()
    {
        var none = new ScaledPool(s_free);
        Assert.Equal("no worker serves", none.Second(10, 100, 100).Reason);
        foreach (var policy in new[] { s_free, s_apart })
        {
            var one = new ScaledPool(policy, M);
            for (var second = 0; second < 60; second++) one.Second(20, 500, 100);
            Assert.Empty(one.Shifts);
        }
    }

    [Fact]
    public void A_few_requests_at_the_start_say_nothing()
    {
        var pool = new ScaledPool(s_apart, P, D, D, D);
        pool.Decide(default);
        for (var second = 0; second < 4; second++) Assert.Contains("too little time", pool.Second(40, 2000, 10).Reason);
        var quiet = new ScaledPool(s_apart, P, D, D, D);
        quiet.Decide(default);
        for (var second = 0; second < 7; second++) Assert.Contains("too", quiet.Second(1, 2000, 10).Reason);
        Assert.Empty(pool.Shifts);
        Assert.Empty(quiet.Shifts);
    }

    [Fact]
    public void Idle_workers_are_not_shifted_about()
    {
        var pool = new ScaledPool(s_apart, P, D, D, D);
        // A tenth of a prefill worker, and nearly nothing to decode.
        for (var second = 0; second < 60; second++) pool.Second(1, 1000, 5);
        Assert.Empty(pool.Shifts);
    }

    [Fact]
    public void Pinned_and_held_workers_stay_and_the_others_make_up_for_them()
    {
        var pool = new ScaledPool(s_apart, D, D, D, D, D, P);
        pool.Fixed.UnionWith(["w00", "w01"]);
        for (var second = 0; second < 60; second++) pool.Second(25, 1600, 20);
        Assert.Equal(D, pool.Roles["w00"]);
        Assert.Equal(D, pool.Roles["w01"]);
        Assert.Equal(new RoleCounts(4, 2, 0), pool.Counts);
    }

    [Fact]
    public void What_is_wanted_of_a_pool_with_pinned_and_held_workers_can_be_come_to()
    {
        var pool = new ScaledPool(s_free with { Tpot = TimeSpan.FromMilliseconds(100) }, P, P, D, D) { Capability = ScaledPool.Worker(mixedFactor: 0.8) };
        pool.Fixed.UnionWith(["w00"]);
        var last = pool.Second(12, 1600, 160);
        for (var second = 0; second < 120; second++) last = pool.Second(12, 1600, 160);
        Assert.Equal(new RoleCounts(1, 0, 3), pool.Counts);
        Assert.Equal(ScalingVerdict.Fits, last.Verdict);
        Assert.Equal(last.Figures.Pressure, last.Figures.MixedPressure);
    }

    [Fact]
    public void What_is_only_said_is_said_again_as_long_as_nothing_changes()
    {
        var pool = new ScaledPool(s_apart, P, D, D, D) { Obeys = false };
        for (var second = 0; second < 30; second++) pool.Second(18, 1600, 10);
        Assert.InRange(pool.Shifts.Count, 20, 30);
        Assert.Single(pool.Shifts.Select(s => s.Shift.Worker).Distinct());
    }

    [Fact]
    public void Limits_are_kept_on_the_way_and_at_the_end()
    {
        var pool = new ScaledPool(s_apart with { Prefill = new RoleLimits(1, 4), Decode = new RoleLimits(2, null) }, D, D, D, D, D, D, P, P);
        for (var second = 0; second < 60; second++)
        {
            pool.Second(40, 1600, 10);
            Assert.InRange(pool.Counts.Prefill, 1, 4);
            Assert.True(pool.Counts.Decode >= 2);
        }
        Assert.Equal(4, pool.Counts.Prefill);
    }

    [Fact]
    public void Limits_that_cannot_all_be_kept_change_nothing()
    {
        var pool = new ScaledPool(s_apart with { Prefill = new RoleLimits(0, 1), Decode = new RoleLimits(0, 1), Mixed = new RoleLimits(0, 0) }, P, P, D, D);
        for (var second = 0; second < 30; second++) pool.Second(20, 1600, 10);
        Assert.Empty(pool.Shifts);
        // Three are asked for, and there is one.
        var one = new ScaledPool(s_free with { Prefill = new RoleLimits(1, null), Decode = new RoleLimits(2, null) }, M);
        for (var second = 0; second < 30; second++) Assert.DoesNotContain("-1", one.Second(12, 1600, 160).Reason);
        Assert.Empty(one.Shifts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_shifts_are_under_way_than_the_policy_allows(int most)
    {
        var pool = new ScaledPool(s_apart with { MaxShiftsPerTick = most }, P, P, D, D, D, D, D, D, D, D, D, D) { ShiftTime = TimeSpan.FromSeconds(2.5) };
        for (var second = 0; second < 60; second++)
        {
            pool.Second(60, 1600, 10);
            Assert.True(pool.Shifts.Count(s => pool.Now - s.At < pool.ShiftTime) <= most);
        }
        Assert.True(pool.Counts.Prefill >= 9, $"{pool.Counts}");
    }

    [Fact]
    public void A_mixed_step_that_costs_less_than_its_parts_makes_the_pool_mixed_and_one_that_costs_more_takes_it_apart()
    {
        var random = RandomSeed.New();
        var pool = new ScaledPool(s_free with { Tpot = TimeSpan.FromMilliseconds(100) }, P, P, P, D) { Capability = ScaledPool.Worker(mixedFactor: 0.8) };
        for (var second = 0; second < 120; second++) pool.Second(12, 1600, 160, random);
        Assert.Equal(4, pool.Counts.Mixed);
        var other = new ScaledPool(s_free with { Tpot = TimeSpan.FromMilliseconds(100) }, M, M, M, M) { Capability = ScaledPool.Worker(mixedFactor: 1.6) };
        for (var second = 0; second < 120; second++) other.Second(14, 1600, 160, random);
        Assert.Equal(0, other.Counts.Mixed);
    }

    [Fact]
    public void Mixed_serving_by_order_needs_no_demand()
    {
        var pool = new ScaledPool(s_free with { MixedServing = MixedServing.Always, Prefill = new RoleLimits(1, null) }, P, P, D, D);
        for (var second = 0; second < 30; second++) pool.Second(0, 1, 1);
        Assert.Equal(new RoleCounts(1, 0, 3), pool.Counts);
    }

    [Fact]
    public void A_long_shift_waits_until_the_demand_has_lasted_long_enough_to_pay_for_it()
    {
        var pool = new ScaledPool(s_apart, P, D, D, D) { ShiftTime = TimeSpan.FromSeconds(60) };
        var at = new List<double>();
        for (var second = 0; second < 400; second++) if (!pool.Second(14, 1600, 10).Shifts.IsEmpty) at.Add(pool.Now.TotalSeconds);
        Assert.True(at[0] >= 60, $"the first shift was at {at[0]} s");
        Assert.Equal(3, pool.Counts.Prefill);
        // One at a time: a quarter of the pool.
        for (var i = 1; i < at.Count; i++) Assert.True(at[i] - at[i - 1] >= 60);
    }

    [Fact]
    public void Whatever_comes_no_worker_is_shifted_within_its_dwell_time_no_fixed_one_at_all_and_the_pool_does_not_swing()
    {
        var random = RandomSeed.New();
        for (var run = 0; run < 60; run++)
        {
            var dwell = TimeSpan.FromSeconds(random.Next(1, 40));
            var policy = s_free with
            {
                Dwell = dwell,
                MixedServing = (MixedServing)random.Next(3),
                MaxShiftsPerTick = random.Next(2) == 0 ? null : random.Next(1, 4),
                Prefill = new RoleLimits(random.Next(2), null),
                Decode = new RoleLimits(random.Next(2), null),
            };
            var pool = new ScaledPool(policy, [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (WorkerRole)random.Next(3))])
            {
                Capability = ScaledPool.Worker(0.7 + random.NextDouble()),
                ShiftTime = TimeSpan.FromSeconds(3 * random.NextDouble()),
            };
            foreach (var worker in pool.Roles.Keys) if (random.Next(8) == 0) pool.Fixed.Add(worker);
            for (var second = 0; second < 200; second++)
            {
                // Workers come and go.
                if (random.Next(20) == 0 && pool.Roles.Keys.ElementAt(random.Next(pool.Roles.Count)) is var worker && !pool.Absent.Remove(worker)) pool.Absent.Add(worker);
                pool.Second(60 * random.NextDouble() * random.NextDouble(), random.Next(1, 3000), random.Next(1, 600), random);
            }
            foreach (var (at, shift) in pool.Shifts)
            {
                Assert.DoesNotContain(shift.Worker.Value, pool.Fixed);
                Assert.DoesNotContain(pool.Shifts, other => other.Shift.Worker == shift.Worker && other.At > at && other.At - at < dwell);
                if (shift.From == M || shift.To == M) continue;
                Assert.DoesNotContain(pool.Shifts, other => other.Shift.From != M && other.Shift.To != M && other.Shift.To != shift.To && other.At >= at && other.At - at < dwell);
            }
        }
    }
}
