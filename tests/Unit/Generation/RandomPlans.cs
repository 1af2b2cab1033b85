using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Unit.Generation;

/// <summary>Places work at random, split or not, as long as somebody is left. It never gives up a request: faults are the test's own.</summary>
internal sealed class RandomPlans(Random random, Func<WorkerLife, WorkerTarget> target, IReadOnlyList<WorkerLife> workers)
{
    private readonly Lock _gate = new();

    /// <summary>A plan whose attempt is the one after the last.</summary>
    public RoutePlan Next(object asked)
    {
        var (request, attempt, prefilled) = asked switch
        {
            StartRequest start => (start, 1, null),
            RecoverRequest recover => (recover.Request, recover.LastAttempt + 1, recover.Prefilled),
            _ => throw new ArgumentException($"{asked}"),
        };
        lock (_gate)
        {
            var usable = workers.Where(w => !request.Excluded.Contains(w)).ToList();
            if (usable.Count == 0) usable = [.. workers];
            var prefill = prefilled ?? usable[random.Next(usable.Count)];
            var decode = random.Next(4) == 0 ? prefill : usable[random.Next(usable.Count)];
            return random.Next(12) == 0 && prefilled is null
                ? new RoutePlan.Wait(attempt, 0, TimeSpan.FromMilliseconds(5))
                : new RoutePlan.Assigned(attempt, target(prefill), prefill == decode ? target(prefill) : target(decode), "by chance", []);
        }
    }
}
