using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Policies.Scaling;

/// <summary>Which arrangements of a pool's roles its limits allow, and which of them the demand would like best.</summary>
internal static class Arrangements
{
    /// <summary>How many workers have which role.</summary>
    public static RoleCounts Count(ImmutableArray<ScalingWorker> workers)
    {
        var counts = default(RoleCounts);
        foreach (var worker in workers) counts = counts.With(worker.Role, 1);
        return counts;
    }

    /// <summary>The policy with whoever may not be shifted among the least of its role, so that what is wanted can be come to.</summary>
    public static PoolPolicy Reachable(PoolPolicy policy, ImmutableArray<ScalingWorker> workers)
    {
        var least = Count([.. workers.Where(static w => w.IsFixed)]);
        return least.All == 0 ? policy : policy with { Prefill = AtLeast(policy.Prefill, least.Prefill), Decode = AtLeast(policy.Decode, least.Decode), Mixed = AtLeast(policy.Mixed, least.Mixed) };
    }

    private static RoleLimits AtLeast(RoleLimits limits, int count) => new(Math.Max(limits.Min, count), limits.Max is { } most ? Math.Max(most, count) : null);

    /// <summary>Prefill and decode apart: as many of each role as the limits ask for, and the rest where it does most good. Limits that cannot all be kept change nothing.</summary>
    /// <param name="pressure">What the demand asks of workers of either role.</param>
    /// <param name="current">As they are; of two that are equally good, the nearer to it.</param>
    /// <param name="policy">Limits.</param>
    public static RoleCounts BestSplit(PoolPressure pressure, RoleCounts current, PoolPolicy policy)
    {
        var (best, lowest) = (current, double.PositiveInfinity);
        var apart = Math.Min((long)(policy.Prefill.Max ?? int.MaxValue) + (policy.Decode.Max ?? int.MaxValue), current.All);
        var mixed = Math.Max(policy.Mixed.Min, current.All - (int)apart);
        if (mixed > (policy.Mixed.Max ?? int.MaxValue)) return current;
        var all = current.All - mixed;
        // Nobody is to be alone with one side where there are two.
        var (least, most) = all > 1 ? (1, all - 1) : (0, all);
        for (var prefill = Math.Max(least, policy.Prefill.Min); prefill <= Math.Min(most, policy.Prefill.Max ?? most); prefill++)
        {
            var counts = new RoleCounts(prefill, all - prefill, mixed);
            if (counts.Decode < policy.Decode.Min || counts.Decode > (policy.Decode.Max ?? int.MaxValue)) continue;
            var busy = pressure.Of(counts);
            if (busy < lowest || (busy == lowest && Math.Abs(prefill - current.Prefill) < Math.Abs(best.Prefill - current.Prefill))) (best, lowest) = (counts, busy);
        }
        return best;
    }

    /// <summary>As many workers as the limits allow do both.</summary>
    public static RoleCounts AllMixed(RoleCounts current, PoolPolicy policy)
    {
        var (prefill, decode) = (policy.Prefill.Min, policy.Decode.Min);
        if (prefill + decode > current.All) return current;
        var mixed = Math.Clamp(current.All - prefill - decode, 0, policy.Mixed.Max ?? int.MaxValue);
        var apart = current.All - mixed;
        // Who may not do both goes where fewer are.
        var toDecode = Math.Max(decode, apart - Math.Max(prefill, apart / 2));
        return new RoleCounts(apart - toDecode, toDecode, mixed);
    }
}
