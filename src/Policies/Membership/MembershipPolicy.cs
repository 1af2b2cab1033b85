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
        var member = Place(known, state.Remembered.GetValueOrDefault(status.Life.Worker.Value), status) with { Status = status, Renewed = now, Lost = false, PrefixCacheResets = resets };
        return (state.With(member), Orders(member, options));
    }

    /// <summary>What a worker is to do from now on.</summary>
    public static WorkerOrders Orders(Member member, MembershipOptions options) =>
        new WorkerOrders.Serve(member.Role, member.Epoch, member.Drain || member.Parked, options.Lease)
        {
            PrefixCacheResets = member.PrefixCacheResets,
            Parked = member is { Parked: true, Drain: false },
        };

    /// <summary>Marks a worker that ended in order as lost at once.</summary>
    public static MembershipState Leave(MembershipState state, WorkerLife life) =>
        state.Find(life.Worker) is { } member && member.Status.Life == life ? state.With(member with { Lost = true }) : state;

    /// <summary>Marks workers whose lease has run out as lost and drops those not heard of for long; their orders are remembered.</summary>
    public static MembershipState Expire(MembershipState state, TimeSpan now, MembershipOptions options)
    {
        foreach (var (name, member) in state.Members)
        {
            if (now - member.Renewed > options.Forget) state = state.Without(name);
            else if (!member.Lost && now - member.Renewed > options.Lease) state = state.With(member with { Lost = true });
        }
        return state;
    }

    /// <summary>Orders another role under a new epoch; the same role changes nothing.</summary>
    public static MembershipState Shift(MembershipState state, WorkerId worker, WorkerRole role) =>
        state.Find(worker) is { } member && member.Role != role ? state.With(member with { Role = role, Epoch = member.Epoch + 1 }) : state;

    /// <summary>Notes that a person has ordered a worker's role, or that it is the autoscaler's again.</summary>
    public static MembershipState Hold(MembershipState state, WorkerId worker, bool held) =>
        state.Find(worker) is { } member && member.Held != held ? state.With(member with { Held = held }) : state;

    /// <summary>Orders a worker to drain or to serve again.</summary>
    public static MembershipState SetDrain(MembershipState state, WorkerId worker, bool drain) =>
        state.Find(worker) is { } member ? state.With(member with { Drain = drain }) : state;

    /// <summary>Orders a worker to empty its prefix cache once more.</summary>
    public static MembershipState ResetPrefixCache(MembershipState state, WorkerId worker) =>
        state.Find(worker) is { } member ? state.With(member with { PrefixCacheResets = member.PrefixCacheResets + 1 }) : state;

    /// <summary>The workers that the router may use, as last reported: with a lease, ready, not ordered to drain and not parked.</summary>
    public static ImmutableArray<WorkerStatus> Routable(MembershipState state) =>
        [.. state.Members.Values.Where(m => m is { Serves: true, Status.State: WorkerState.Ready }).Select(m => m.Status)];

    private static Member Place(Member? known, Placement? remembered, WorkerStatus status)
    {
        if (known is null)
        {
            if (remembered is not null) return Resume(remembered, status);
            // A worker that already follows orders was placed by an earlier activation: it stays as it is.
            return status.Epoch > 0
                ? Placed(status)
                : new Member(status, status.RequestedRole, 1, false, default, false);
        }
        if (known.Status.Life != status.Life) return known with { Epoch = Math.Max(known.Epoch, status.Epoch) + 1, Drain = false };
        // Orders older than what the worker has seen would be refused by it, and an epoch it knows in another role is another activation's: continue above.
        return status.Epoch > known.Epoch || (status.Epoch == known.Epoch && status.Role != known.Role) ? known with { Epoch = status.Epoch + 1 } : known;
    }

    // What is remembered may be older than the worker's orders (data restored from an hour ago): then those were the pool's last word, and it
    // is the pool that has forgotten. A process that has just started knows nothing, and takes the orders as they are remembered.
    private static Member Resume(Placement remembered, WorkerStatus status)
    {
        if (status.Epoch > remembered.Epoch)
            return Placed(status) with { Held = remembered.Held };
        var epoch = status.Epoch == remembered.Epoch && status.Role != remembered.Role ? remembered.Epoch + 1 : remembered.Epoch;
        return new Member(status, remembered.Role, epoch, remembered.Drain && status.Epoch > 0, default, false) { Held = remembered.Held, Parked = status.Parked };
    }

    // As an earlier activation has placed it. Whoever was parked is not drained: it serves again when there is room.
    private static Member Placed(WorkerStatus status) =>
        new(status, status.Role, status.Epoch, status is { State: WorkerState.Draining, Parked: false }, default, false) { Parked = status.Parked };
}
