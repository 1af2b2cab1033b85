using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Membership;

/// <summary>Who belongs to a pool, in which role, under which epoch. Times are measured from any fixed origin.</summary>
public static class MembershipPolicy
{
    /// <summary>Takes a worker's renewal and answers with its orders. A new life replaces the old one of the same worker; the old one is told to end.</summary>
    public static (MembershipState State, WorkerOrders Orders) Renew(MembershipState state, WorkerStatus status, TimeSpan now, MembershipOptions options)
    {
        if (state.ReplacedLives.Contains(status.Life.Life))
            return (state, new WorkerOrders.End($"worker {status.Life.Worker} has a newer process"));

        var known = state.Find(status.Life.Worker);
        if (known is not null && known.Status.Life != status.Life) state = state.Replacing(known.Status.Life.Life);
        var resets = known?.Status.Life == status.Life ? Math.Max(known.PrefixCacheResets, status.PrefixCacheResets) : status.PrefixCacheResets;
        var member = Place(known, status) with { Status = status, Renewed = now, Lost = false, PrefixCacheResets = resets };
        return (state.With(member), new WorkerOrders.Serve(member.Role, member.Epoch, member.Drain, options.Lease) { PrefixCacheResets = member.PrefixCacheResets });
    }

    /// <summary>Marks a worker that ended in order as lost at once.</summary>
    public static MembershipState Leave(MembershipState state, WorkerLife life) =>
        state.Find(life.Worker) is { } member && member.Status.Life == life ? state.With(member with { Lost = true }) : state;

    /// <summary>Marks workers whose lease has run out as lost and drops those not heard of for long.</summary>
    public static MembershipState Expire(MembershipState state, TimeSpan now, MembershipOptions options)
    {
        foreach (var (name, member) in state.Members)
        {
            if (now - member.Renewed > options.Forget) state = state with { Members = state.Members.Remove(name) };
            else if (!member.Lost && now - member.Renewed > options.Lease) state = state.With(member with { Lost = true });
        }
        return state;
    }

    /// <summary>Orders another role under a new epoch; the same role changes nothing.</summary>
    public static MembershipState Shift(MembershipState state, WorkerId worker, WorkerRole role) =>
        state.Find(worker) is { } member && member.Role != role ? state.With(member with { Role = role, Epoch = member.Epoch + 1 }) : state;

    /// <summary>Orders a worker to drain or to serve again.</summary>
    public static MembershipState SetDrain(MembershipState state, WorkerId worker, bool drain) =>
        state.Find(worker) is { } member ? state.With(member with { Drain = drain }) : state;

    /// <summary>Orders a worker to empty its prefix cache once more.</summary>
    public static MembershipState ResetPrefixCache(MembershipState state, WorkerId worker) =>
        state.Find(worker) is { } member ? state.With(member with { PrefixCacheResets = member.PrefixCacheResets + 1 }) : state;

    /// <summary>The workers that the router may use, as last reported: with a lease, ready, and not ordered to drain.</summary>
    public static ImmutableArray<WorkerStatus> Routable(MembershipState state) =>
        [.. state.Members.Values.Where(m => m is { Lost: false, Drain: false, Status.State: WorkerState.Ready }).Select(m => m.Status)];

    private static Member Place(Member? known, WorkerStatus status)
    {
        if (known is null)
        {
            // A worker that already follows orders was placed by an earlier activation: it stays as it is.
            return status.Epoch > 0
                ? new Member(status, status.Role, status.Epoch, status.State == WorkerState.Draining, default, false)
                : new Member(status, status.RequestedRole, 1, false, default, false);
        }
        if (known.Status.Life != status.Life) return known with { Epoch = Math.Max(known.Epoch, status.Epoch) + 1, Drain = false };
        // Orders older than what the worker has seen would be refused by it, and an epoch it knows in another role is another activation's: continue above.
        return status.Epoch > known.Epoch || (status.Epoch == known.Epoch && status.Role != known.Role) ? known with { Epoch = status.Epoch + 1 } : known;
    }
}
