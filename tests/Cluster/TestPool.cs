using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Cluster;

/// <summary>A pool of its own for one test: its grains, its fake workers, and questions to its router.</summary>
internal sealed class TestPool(TestSilos silos)
{
    private readonly List<FakeWorker> _workers = [];

    public string Name { get; } = $"pool-{Guid.NewGuid():N}";

    public IGpuPoolGrain Grain => silos.Grains.GetGrain<IGpuPoolGrain>(Name);

    public IRouterGrain Router => silos.Grains.GetGrain<IRouterGrain>(Name);

    public IRequestGrain Request(RequestId request) => silos.Grains.GetGrain<IRequestGrain>(RequestGrainKey.For(Name, request));

    /// <summary>A worker that has joined; the router hears of it a little later.</summary>
    public async Task<FakeWorker> JoinAsync(string name, WorkerRole role = WorkerRole.Mixed, int max = 100)
    {
        var worker = new FakeWorker(Grain, name, role, max);
        _workers.Add(worker);
        await worker.JoinAsync();
        return worker;
    }

    public Task RenewAsync() => Task.WhenAll(_workers.Select(w => w.RenewAsync()));

    /// <summary>From now on it renews only when the test says so.</summary>
    public void LeaveAlone(FakeWorker worker) => _workers.Remove(worker);

    /// <summary>A question for a new request; 100 prompt tokens are too few to be split.</summary>
    public static RouteQuery Query(int prompt = 100, int priority = 0) => new()
    {
        Key = new AttemptKey(RequestId.New(), 0, 1),
        PromptTokens = prompt,
        MaxTokens = 50,
        Priority = priority,
    };

    public Task<RoutePlan> RouteAsync(RouteQuery query) => Router.Route(query);

    /// <summary>Asks as a gateway does: while the request waits, again. Workers renew meanwhile, and finish at once what they are given.</summary>
    public async Task<RoutePlan.Assigned> PlaceAsync(RouteQuery query)
    {
        var plan = (RoutePlan.Assigned)await Asking(query).BecomesAsync(plan => plan is RoutePlan.Assigned, "a place");
        foreach (var target in new[] { plan.Prefill, plan.Decode })
            if (_workers.Find(w => w.Life == target.Life) is { } worker) worker.Status = worker.Status with { NewestTicket = target.Ticket };
        return plan;
    }

    /// <summary>New requests come until one is placed like this.</summary>
    public async Task<RoutePlan.Assigned> PlaceUntilAsync(Predicate<RoutePlan.Assigned> satisfies, string what)
    {
        Func<Task<RoutePlan.Assigned>> next = () => PlaceAsync(Query());
        return await next.BecomesAsync(satisfies, what);
    }

    private Func<Task<RoutePlan>> Asking(RouteQuery query) => async () =>
    {
        await RenewAsync();
        return await RouteAsync(query);
    };
}
