using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;
using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Swarm;

/// <summary>Nobody waits for what is there: no worker rests with work that it could do, and no request waits while whoever could take it has nothing to do.</summary>
internal sealed class IdleInvariants(FleetRun run, FleetOptions options)
{
    public void Check()
    {
        // What has been decided for this very moment may put it right.
        if (run.NextAt <= run.Now) return;
        foreach (var worker in run.Workers) if (worker.IsAlive && worker.Step is null) Rests(worker);
        if (run.Placement.First is { } first) Line(first);
        if (run.Handovers.Homeless.Count > 0) Homeless(run.Handovers.Homeless.First());
    }

    private static void Rests(FleetWorker worker)
    {
        // Blocks that are on their way in or out can be in the way of those who wait.
        var isBlocked = worker.Importing.Count + worker.HandingOff.Count > 0;
        if (worker.Decoding.Count + worker.Prefilling.Count + worker.Joining.Count > 0 || (worker.Waiting.Count > 0 && !isBlocked)) throw new SwarmException($"there is work, and none is done at {Say.Of(worker)}");
    }

    private void Line(FleetRequest first)
    {
        // One that died is taken for what it was until its lease runs out: who prefers its role waits for it.
        if (run.Membership.Routable.Any(w => !w.IsAlive)) return;
        var isPolicy = options.Mode is not (RoleMode.Splitwise or RoleMode.Conditional);
        // llm-d's rule begins with a decode worker.
        if (options.Mode is RoleMode.Conditional && !run.Workers.Any(w => w.IsAlive && w.Role == WorkerRole.Decode)) return;
        var isOpen = false;
        foreach (var worker in run.Workers)
        {
            if (!worker.TakesWork(run.Now)) continue;
            // Some have no use for a worker of the other role; an empty fleet is of use to everybody.
            if (isPolicy && options.Routing.Disaggregate == Disaggregate.Never && worker.Sequences < options.MaxSequences) throw new SwarmException($"{Say.Of(first)} waits, and there is room at {Say.Of(worker)}");
            if (worker.Sequences > 0) return;
            isOpen = true;
        }
        if (isOpen) throw new SwarmException($"{Say.Of(first)} waits, and all workers are empty");
    }

    private void Homeless(FleetRequest first)
    {
        foreach (var worker in run.Workers)
        {
            if (!worker.TakesWork(run.Now) || worker.Role == WorkerRole.Prefill || worker.Sequences > 0) continue;
            throw new SwarmException($"{Say.Of(first)} looks for a decode worker, and nobody is at {Say.Of(worker)}");
        }
        if (first.Prompt!.Worker.Role != WorkerRole.Prefill) throw new SwarmException($"{Say.Of(first)} looks for a decode worker, and is at one");
    }
}
