using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>The plans of the last seconds, so that a repeated question gets the same answer and is not counted twice.</summary>
internal sealed class RecentPlans
{
    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(10);

    private readonly Dictionary<AttemptKey, RoutePlan.Assigned> _plans = [];
    private readonly Queue<(AttemptKey Key, TimeSpan At)> _order = new();

    public RoutePlan.Assigned? Find(AttemptKey key, TimeSpan now)
    {
        while (_order.TryPeek(out var oldest) && now - oldest.At > s_keep) _plans.Remove(_order.Dequeue().Key);
        return _plans.GetValueOrDefault(key);
    }

    public void Add(AttemptKey key, RoutePlan.Assigned plan, TimeSpan now)
    {
        _plans[key] = plan;
        _order.Enqueue((key, now));
    }
}
