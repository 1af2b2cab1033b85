using Orchestrator.Cluster.Routing;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Silos;

/// <summary>With two silos it does not matter which grain lives where, nor when one moves.</summary>
// In the collection of the one silo, so that the classes take turns: none of them asks the machine for more than its two silos.
[Collection(nameof(OneSilo))]
public sealed class SpreadGrainsTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Pools_routers_and_requests_work_wherever_they_are(int poolAt, int routerAt)
    {
        var pool = new TestPool(silos);
        var worker = await pool.JoinAsync("a");
        await pool.PlaceAsync(TestPool.Query());
        await MoveAsync(pool.Grain, poolAt);
        await MoveAsync(pool.Router, routerAt);

        var request = pool.Request(RequestId.New());
        Func<Task<RoutePlan>> start = async () =>
        {
            await pool.RenewAsync();
            return await request.Start(Requests.Requests.Start(silos));
        };
        var plan = (RoutePlan.Assigned)await start.BecomesAsync(p => p is RoutePlan.Assigned, "a place");
        Assert.Equal((worker.Life, 1), (plan.Prefill.Life, plan.Prefill.Epoch));
        Plans.AssertSame(plan, (await request.Describe())!.Attempts[0].Plan);
        Assert.Equal((Address(poolAt), Address(routerAt)), (silos.PlaceOf(pool.Grain), silos.PlaceOf(pool.Router)));
    }

    [Fact]
    public async Task A_pool_that_moves_to_the_other_silo_keeps_its_workers_orders()
    {
        var pool = new TestPool(silos);
        FakeWorker shifted = await pool.JoinAsync("a", WorkerRole.Prefill), drained = await pool.JoinAsync("b", WorkerRole.Prefill);
        await pool.Grain.Shift(shifted.Life.Worker, WorkerRole.Decode);
        await pool.Grain.SetDrain(drained.Life.Worker, true);
        await pool.RenewAsync();
        await MoveAsync(pool.Grain, silos.PlaceOf(pool.Grain) == Address(0) ? 1 : 0);
        await pool.RenewAsync();
        Assert.Equal(
            [("a", WorkerRole.Decode, 2L, false), ("b", WorkerRole.Prefill, 1L, true)],
            (await pool.Grain.Workers()).Select(w => (w.Status.Life.Worker.Value, w.DesiredRole, w.DesiredEpoch, w.Drain)));
        Assert.Equal(shifted.Life, (await pool.PlaceAsync(TestPool.Query())).Prefill.Life);
    }

    private string Address(int silo) => silos.Cluster.Silos[silo].SiloAddress.ToString();

    private async Task MoveAsync(IAddressable grain, int silo)
    {
        if (silos.PlaceOf(grain) != Address(silo)) await silos.Cluster.MigrateAsync(grain, silos.Cluster.Silos[silo].SiloAddress);
    }
}
