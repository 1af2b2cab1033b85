using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Unit.Membership;

/// <summary>A pool grain without the grain: the state, a clock in seconds, and the policy.</summary>
internal sealed class Pool
{
    public static readonly MembershipOptions Options = new(Lease: TimeSpan.FromSeconds(3), Forget: TimeSpan.FromSeconds(600));

    public MembershipState State { get; private set; } = MembershipState.Empty;

    public double Now { get; set; }

    public IEnumerable<string> Routable => MembershipPolicy.Routable(State).Select(s => s.Life.Worker.Value);

    public WorkerOrders Renew(WorkerStatus status)
    {
        (State, var orders) = MembershipPolicy.Renew(State, status, TimeSpan.FromSeconds(Now), Options);
        return orders;
    }

    /// <summary>Renews, expects to go on, and returns the status of a worker that obeys.</summary>
    public WorkerStatus Follow(WorkerStatus status)
    {
        var serve = (WorkerOrders.Serve)Renew(status);
        return status with { Role = serve.Role, Epoch = Math.Max(serve.Epoch, status.Epoch), State = serve.Drain ? WorkerState.Draining : WorkerState.Ready };
    }

    public Member Find(WorkerStatus status) => State.Find(status.Life.Worker)!;

    public void Expire() => State = MembershipPolicy.Expire(State, TimeSpan.FromSeconds(Now), Options);

    public void Leave(WorkerStatus status) => State = MembershipPolicy.Leave(State, status.Life);

    public void Shift(WorkerStatus status, WorkerRole role) => State = MembershipPolicy.Shift(State, status.Life.Worker, role);

    public void SetDrain(WorkerStatus status, bool drain) => State = MembershipPolicy.SetDrain(State, status.Life.Worker, drain);

    public void ResetPrefixCache(WorkerStatus status) => State = MembershipPolicy.ResetPrefixCache(State, status.Life.Worker);

    /// <summary>The grain is activated anew and knows nothing.</summary>
    public void Forget() => State = MembershipState.Empty;

    /// <summary>The grain is activated anew, with what it has stored, now or some time ago.</summary>
    public void Restore(IEnumerable<KeyValuePair<string, Placement>> placements) => State = MembershipState.From(placements);

    /// <summary>The grain is activated anew and knows this of a worker besides what it knew.</summary>
    public void Remember(string worker, Placement placement) => Restore(State.Placements.SetItem(worker, placement));

    /// <summary>A process that has just started.</summary>
    public static WorkerStatus NewLife(string name, WorkerRole role = WorkerRole.Mixed, Guid? life = null) => new()
    {
        Life = new WorkerLife(new WorkerId(name), life ?? Guid.NewGuid()),
        RequestedRole = role,
        Role = role,
        State = WorkerState.Ready,
    };
}
