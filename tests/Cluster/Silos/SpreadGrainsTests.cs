using Orchestrator.Cluster.Routing;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Silos;

/// <summary>With two silos it does not matter which grain lives where, nor when one moves.</summary>
[Collection(nameof(OneSilo))]
public sealed class SpreadGrainsTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    [Fact]
    public async Task Pools_routers_and_requests_work_wherever_they_are()
    {
        var places = new HashSet<(string, string)>();
        for (var i = 0; i < 12; i++)
        {
            var pool = new TestPool(silos);
            var worker = await pool.JoinAsync("a");
            var request = pool.Request(RequestId.New());
            Func<Task<RoutePlan>> start = () => request.Start(Requests.Requests.Start(silos));
            var plan = (RoutePlan.Assigned)await start.BecomesAsync(p => p is RoutePlan.Assigned, "a place");
            Assert.Equal((worker.Life, 1), (plan.Prefill.Life, plan.Prefill.Epoch));
            Plans.AssertSame(plan, (await request.Describe())!.Attempts[0].Plan);
            places.Add((silos.PlaceOf(pool.Grain), silos.PlaceOf(pool.Router)));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{places.Count} of 4 combinations");
        Assert.True(places.Count > 1, "all grains were in one place, so nothing was tried");
    }

    [Fact]
    public async Task A_pool_that_moves_to_the_other_silo_keeps_its_workers_orders()
    {
        var pool = new TestPool(silos);
        FakeWorker shifted = await pool.JoinAsync("a", WorkerRole.Prefill), drained = await pool.JoinAsync("b", WorkerRole.Prefill);
        await pool.Grain.Shift(shifted.Life.Worker, WorkerRole.Decode);
        await pool.Grain.SetDrain(drained.Life.Worker, true);
        await pool.RenewAsync();
        var before = silos.PlaceOf(pool.Grain);
        await silos.Cluster.MigrateAsync(pool.Grain, silos.Cluster.GetActiveSilos().First(s => s.SiloAddress.ToString() != before).SiloAddress);
        await pool.RenewAsync();
        Assert.NotEqual(before, silos.PlaceOf(pool.Grain));
        Assert.Equal(
            [("a", WorkerRole.Decode, 2L, false), ("b", WorkerRole.Prefill, 1L, true)],
            (await pool.Grain.Workers()).Select(w => (w.Status.Life.Worker.Value, w.DesiredRole, w.DesiredEpoch, w.Drain)));
        Assert.Equal(shifted.Life, (await pool.PlaceAsync(TestPool.Query())).Prefill.Life);
    }
}
