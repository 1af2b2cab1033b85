using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Cluster.KvCache;

/// <summary>What workers publish is in the index a moment later; what is lost on the way is there in the end.</summary>
// In the collection of the one silo, so that the classes take turns.
[Collection(nameof(OneSilo))]
public sealed class IndexTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private readonly TestPool _pool = new(silo);
    private readonly List<CachingWorker> _workers = [];

    [Fact]
    public async Task What_a_worker_stores_is_found_and_what_it_removes_is_not()
    {
        var worker = await JoinAsync("a");
        var chain = CachingWorker.NewChain(9);
        await worker.StoreAsync(chain);
        await KnownAsync(chain, (worker, 9));
        await worker.RemoveAsync(chain, from: 4);
        await KnownAsync(chain, (worker, 4));
    }

    [Fact]
    public async Task Workers_are_told_apart()
    {
        var (a, b) = (await JoinAsync("a"), await JoinAsync("b"));
        var chain = CachingWorker.NewChain(20);
        await Task.WhenAll(a.StoreAsync(chain), b.StoreAsync(chain[..7]));
        await KnownAsync(chain, (a, 20), (b, 7));
    }

    [Fact]
    public async Task A_lost_batch_is_made_good()
    {
        var worker = await JoinAsync("a");
        var chain = CachingWorker.NewChain(12);
        await worker.StoreAsync(chain[..4]);
        await worker.StoreAsync(chain[..8], lose: true);
        await worker.StoreAsync(chain);
        await KnownAsync(chain, (worker, 12));
    }

    [Fact]
    public async Task A_lost_last_batch_is_made_good()
    {
        var worker = await JoinAsync("a");
        var chain = CachingWorker.NewChain(12);
        await worker.StoreAsync(chain);
        await KnownAsync(chain, (worker, 12));
        await worker.RemoveAsync(chain, from: 5, lose: true);
        await KnownAsync(chain, (worker, 5));
    }

    [Fact]
    public async Task A_shard_that_has_forgotten_everything_is_told_again()
    {
        var (a, b) = (await JoinAsync("a"), await JoinAsync("b"));
        var chain = CachingWorker.NewChain(11);
        await Task.WhenAll(a.StoreAsync(chain), b.StoreAsync(chain[..6]));
        await KnownAsync(chain, (a, 11), (b, 6));
        await silo.Cluster.DeactivateAsync(CachingWorker.ShardOf(silo, _pool, chain));
        await KnownAsync(chain, (a, 11), (b, 6));
        // And it goes on from there with events alone.
        await b.StoreAsync(chain);
        await KnownAsync(chain, (a, 11), (b, 11));
    }

    [Fact]
    public async Task A_pool_that_has_forgotten_everything_goes_on()
    {
        var worker = await JoinAsync("a");
        var chain = CachingWorker.NewChain(11);
        await worker.StoreAsync(chain[..5]);
        await KnownAsync(chain, (worker, 5));
        await silo.Cluster.DeactivateAsync(_pool.Grain);
        await worker.StoreAsync(chain, lose: true);
        await KnownAsync(chain, (worker, 11));
    }

    [Fact]
    public async Task A_new_process_takes_the_place_of_the_old_one()
    {
        var old = await JoinAsync("a");
        var chain = CachingWorker.NewChain(8);
        await old.StoreAsync(chain);
        await KnownAsync(chain, (old, 8));
        _workers.Remove(old);
        var reborn = old.Reborn();
        _workers.Add(reborn);
        await KnownAsync(chain);
        await reborn.StoreAsync(chain[..3]);
        await KnownAsync(chain, (reborn, 3));
    }

    [Fact]
    public async Task What_a_worker_empties_on_order_is_not_found_and_the_others_blocks_are()
    {
        var (a, b) = (await JoinAsync("a"), await JoinAsync("b"));
        var chain = CachingWorker.NewChain(8);
        await Task.WhenAll(a.StoreAsync(chain), b.StoreAsync(chain[..3]));
        await KnownAsync(chain, (a, 8), (b, 3));
        await _pool.Grain.ResetPrefixCache(a.Life.Worker);
        await KnownAsync(chain, (b, 3));
        await a.StoreAsync(chain[..5]);
        await KnownAsync(chain, (a, 5), (b, 3));
    }

    [Fact]
    public async Task A_worker_that_leaves_is_forgotten()
    {
        var (a, b) = (await JoinAsync("a"), await JoinAsync("b"));
        var chain = CachingWorker.NewChain(8);
        await Task.WhenAll(a.StoreAsync(chain), b.StoreAsync(chain));
        await KnownAsync(chain, (a, 8), (b, 8));
        _workers.Remove(a);
        await _pool.Grain.Leave(a.Life);
        await KnownAsync(chain, (b, 8));
    }

    [Fact]
    public async Task Shards_that_hang_do_not_hold_up_renewals()
    {
        var worker = await JoinAsync("a");
        var chain = CachingWorker.NewChain(6);
        await worker.StoreAsync(chain);
        await silo.HangAsync(_pool.Name);
        for (var i = 0; i < 20; i++) await worker.RenewAsync();
        silo.Release(_pool.Name);
        await worker.RemoveAsync(chain, from: 2, lose: true);
        await KnownAsync(chain, (worker, 2));
    }

    private async Task<CachingWorker> JoinAsync(string name)
    {
        var worker = await CachingWorker.JoinAsync(silo, _pool, name);
        _workers.Add(worker);
        return worker;
    }

    // All workers renew until the index says so.
    private async Task KnownAsync(ulong[] chain, params (CachingWorker Worker, int Blocks)[] expected)
    {
        var wanted = Text(expected.Select(e => (e.Worker.Life, e.Blocks)));
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        Func<Task<string>> ask = async () =>
        {
            await Task.WhenAll(_workers.Select(w => w.RenewAsync()));
            return Text((await CachingWorker.ShardOf(silo, _pool, chain).Overlap(BlockNames.Pack(chain))).Select(o => (o.Life, o.Blocks)));
        };
        await ask.BecomesAsync(answer => answer == wanted, wanted);
        TestContext.Current.TestOutputHelper?.WriteLine($"{System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms until {wanted}");
    }

    private static string Text(IEnumerable<(WorkerLife Life, int Blocks)> overlaps) => "overlaps " + string.Join(", ", overlaps.Select(o => $"{o.Life}: {o.Blocks}").Order(StringComparer.Ordinal));
}
