using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.KvCache;
using Xunit;

namespace Orchestrator.Cluster.KvCache;

/// <summary>One of two silos is killed, with all shards, queues and events that were there: the workers tell it all again.</summary>
[Collection(nameof(OneSilo))]
public sealed class KilledSiloTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    [Fact]
    public async Task After_a_silo_is_killed_the_index_is_right_again_and_follows()
    {
        var pool = new TestPool(silos);
        CachingWorker a = await CachingWorker.JoinAsync(silos, pool, "a"), b = await CachingWorker.JoinAsync(silos, pool, "b");
        // One in each shard; shards are on both silos.
        var chains = Enumerable.Range(0, 4).Select(shard => CachingWorker.NewChain(10).Select((name, i) => i == 0 ? name / 4 * 4 + (ulong)shard : name).ToArray()).ToList();
        foreach (var chain in chains)
        {
            await a.StoreAsync(chain);
            await b.StoreAsync(chain[..5]);
        }
        await KnownAsync(a, b, chains, 10, 5);

        var killed = silos.Cluster.Silos.First(s => s.SiloAddress.ToString() == silos.PlaceOf(CachingWorker.ShardOf(silos, pool, chains[0])));
        await silos.Cluster.KillSiloAsync(killed, TestContext.Current.CancellationToken);
        foreach (var chain in chains) await a.RemoveAsync(chain, from: 7, lose: true);
        await KnownAsync(a, b, chains, 7, 5);
        foreach (var chain in chains) await b.StoreAsync(chain);
        await KnownAsync(a, b, chains, 7, 10);

        async Task KnownAsync(CachingWorker first, CachingWorker second, List<ulong[]> asked, int blocksOfFirst, int blocksOfSecond)
        {
            Func<Task<string>> ask = async () =>
            {
                try
                {
                    await Task.WhenAll(first.RenewAsync(), second.RenewAsync());
                    var overlaps = await Task.WhenAll(asked.Select(chain => CachingWorker.ShardOf(silos, pool, chain).Overlap(BlockNames.Pack(chain))));
                    return string.Join(", ", overlaps.Select(o => $"{o.FirstOrDefault(w => w.Life == first.Life).Blocks} {o.FirstOrDefault(w => w.Life == second.Life).Blocks}"));
                }
                catch (Exception e) when (e is TimeoutException or OrleansException)
                {
                    // While the silo's end is not yet known to all.
                    return e.Message;
                }
            };
            var wanted = string.Join(", ", asked.Select(_ => $"{blocksOfFirst} {blocksOfSecond}"));
            await ask.BecomesAsync(answer => answer == wanted, wanted);
        }
    }
}
