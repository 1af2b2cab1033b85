using System.Diagnostics;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.Silos;

/// <summary>One of two silos is killed: what lived there comes up on the other, and is told by workers and gateways what it was.</summary>
[Collection(nameof(OneSilo))]
public sealed class KilledSiloTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    [Fact]
    public async Task After_a_silo_is_killed_renewals_routes_and_recoveries_succeed_again()
    {
        var pools = Enumerable.Range(0, 4).Select(_ => new TestPool(silos)).ToList();
        var request = RequestId.New();
        foreach (var pool in pools)
        {
            await pool.JoinAsync("p", WorkerRole.Prefill);
            await pool.Grain.Shift(new WorkerId("p"), WorkerRole.Decode);
            await pool.RenewAsync();
            await pool.PlaceUntilAsync(plan => plan.Prefill.Epoch == 2, "the new epoch");
            await pool.Request(request).Start(Requests.Requests.Start(silos));
        }

        var killed = silos.Cluster.Silos.First(s => s.SiloAddress.ToString() == silos.PlaceOf(pools[0].Grain));
        await silos.Cluster.KillSiloAsync(killed);
        var since = Stopwatch.GetTimestamp();
        foreach (var pool in pools)
        {
            Func<Task<RoutePlan?>> recover = () => AnswerAsync(async () =>
            {
                await pool.RenewAsync();
                return await pool.Request(request).Recover(Requests.Requests.Recover(silos, lastAttempt: 1));
            });
            var plan = Assert.IsType<RoutePlan.Assigned>(await recover.BecomesAsync(p => p is RoutePlan.Assigned, "a second attempt"));
            TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s after the kill: {pool.Name} recovered");
            Assert.Equal((2, 2L), (plan.Attempt, plan.Prefill.Epoch));
            var worker = Assert.Single(await pool.Grain.Workers());
            Assert.Equal((WorkerRole.Decode, 2L, WorkerState.Ready), (worker.DesiredRole, worker.DesiredEpoch, worker.Status.State));
            Assert.NotEqual(killed.SiloAddress.ToString(), silos.PlaceOf(pool.Grain));
        }
    }

    // While the silo's end is not yet known to all, calls to it fail or run out of time.
    private static async Task<RoutePlan?> AnswerAsync(Func<Task<RoutePlan>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            return null;
        }
    }
}
