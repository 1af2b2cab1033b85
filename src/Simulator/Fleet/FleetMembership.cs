using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;
using Orchestrator.Policies.Pools;

namespace Orchestrator.Simulator.Fleet;

/// <summary>The pool of a fleet, by <see cref="MembershipPolicy"/>: who belongs to it, in which role and epoch, and who is routed to. A worker that died is routed to until its lease runs out; it refuses.</summary>
internal sealed class FleetMembership(IReadOnlyList<FleetWorker> workers, PoolPolicy policy)
{
    private readonly MembershipOptions _options = MembershipOptions.Default;
    private MembershipState _state = MembershipState.Empty;
    private FleetWorker[]? _routable;

    /// <summary>Seconds that a worker is trusted without a word from it.</summary>
    public double Lease => _options.Lease.TotalSeconds;

    /// <summary>Workers that the router may use, by number.</summary>
    public IReadOnlyList<FleetWorker> Routable => _routable ??= [.. MembershipPolicy.Routable(_state).Select(s => FleetWorker.NumberOf(s.Life.Worker)).Order().Select(number => workers[number])];

    /// <summary>A worker renews its lease, or joins, and follows its orders.</summary>
    public void Renew(FleetWorker worker, double now)
    {
        var isNew = _state.Find(worker.Id) is not { Lost: false } known || known.Status.Life != worker.Life;
        (_state, var orders) = MembershipPolicy.Renew(_state, worker.Status, TimeSpan.FromSeconds(now), _options);
        if (isNew) _state = BudgetRules.Admit(_state, policy, worker.Id);
        _routable = null;
        if (orders is WorkerOrders.Serve) Tell(worker);
        else throw new InvalidOperationException($"{worker.Life} was told to end: {((WorkerOrders.End)orders).Reason}");
    }

    /// <summary>Orders a role; the worker hears of it at once if it is there, else when it joins.</summary>
    public void Shift(FleetWorker worker, WorkerRole role, double now)
    {
        _state = MembershipPolicy.Shift(_state, worker.Id, role);
        if (worker.IsAlive) Renew(worker, now);
        else worker.Role = role;
    }

    /// <summary>Whoever is there has renewed; whoever has not for a lease is lost. Those that may serve again, because there is room for them in the budget.</summary>
    public IReadOnlyList<FleetWorker> Expire(double now)
    {
        var back = new List<FleetWorker>();
        foreach (var worker in workers) if (worker.IsAlive) Renew(worker, now);
        _state = BudgetRules.Balance(MembershipPolicy.Expire(_state, TimeSpan.FromSeconds(now), _options), policy);
        foreach (var worker in workers)
        {
            if (!worker.IsAlive) continue;
            var wasParked = worker.IsParked;
            Tell(worker);
            // It confirms its orders at once.
            if (worker.IsParked != wasParked) Renew(worker, now);
            if (wasParked && !worker.IsParked) back.Add(worker);
        }
        _routable = null;
        return back;
    }

    private void Tell(FleetWorker worker)
    {
        if (MembershipPolicy.Orders(_state.Find(worker.Id)!, _options) is WorkerOrders.Serve serve) worker.Follow(serve.Role, serve.Epoch, serve.Drain);
    }
}
