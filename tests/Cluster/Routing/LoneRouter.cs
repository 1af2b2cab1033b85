using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Cluster.Routing;

/// <summary>A router without a pool: the test itself says what the workers report.</summary>
internal sealed class LoneRouter(TestSilos silos)
{
    private const int WitnessContext = 2;

    private long _version;

    public string Pool { get; } = $"router-{Guid.NewGuid():N}";

    public IRouterGrain Grain => silos.Grains.GetGrain<IRouterGrain>(Pool);

    /// <summary>A new snapshot; the router has it when the returned task ends.</summary>
    public Task ReportAsync(params WorkerStatus[] workers) => ReportAsync(1, ++_version, workers);

    /// <summary>A snapshot of some version, which must be the newest.</summary>
    public async Task ReportAsync(long incarnation, long version, params WorkerStatus[] workers)
    {
        // Snapshots go one way, and nothing says when one has arrived. So each brings a witness, too small for every real request, and the
        // router is asked to decode what the witness has prefilled: it can as soon as it knows it, and hands nothing out.
        var witness = Worker("witness", max: 1000) with { MaxContext = WitnessContext, Fingerprint = "witness" };
        await Grain.Update(new PoolView(Pool, incarnation, version, [.. workers, witness]));
        var query = TestPool.Query(prompt: WitnessContext - 1, priority: int.MaxValue) with { MaxTokens = 1, Prefilled = witness.Life };
        Func<Task<RoutePlan>> ask = () => RouteAsync(query);
        await ask.BecomesAsync(plan => plan is RoutePlan.Assigned, "the snapshot to arrive");
    }

    public Task<RoutePlan> RouteAsync(RouteQuery query) => Grain.Route(query);

    /// <summary>Places a new request, and says where it went or what else became of it.</summary>
    public async Task<string> PlaceNextAsync(int prompt = 100) => (await RouteAsync(TestPool.Query(prompt))).Names();

    public static WorkerStatus Worker(string name, WorkerRole role = WorkerRole.Mixed, int running = 0, int max = 100) =>
        new FakeWorker(null!, name, role, max).Status with { Epoch = 1, Running = running };
}
