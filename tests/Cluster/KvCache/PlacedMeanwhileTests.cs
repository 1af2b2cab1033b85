using System.Diagnostics;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Xunit;

namespace Orchestrator.Cluster.KvCache;

/// <summary>While the index loses things, requests go on being placed: none is refused, and none waits for the repair.</summary>
[Collection(nameof(OneSilo))]
public sealed class PlacedMeanwhileTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    // All of them may wait at once.
    private const int Clients = TestSilos.MaxWaiting;

    private readonly TestPool _pool = new(silo);
    private readonly ulong[] _chain = CachingWorker.NewChain(30);
    private readonly CancellationTokenSource _enough = new();
    private CachingWorker _a = null!, _b = null!;
    private List<Task> _clients = [];
    private int _placed;

    [Fact]
    public async Task No_request_fails_while_a_shard_is_deactivated_again_and_again() => await LoseAsync(async _ =>
    {
        await silo.Cluster.DeactivateAsync(CachingWorker.ShardOf(silo, _pool, _chain));
        return (20, 10);
    });

    [Fact]
    public async Task No_request_fails_while_events_are_lost() => await LoseAsync(async round =>
    {
        await _a.RemoveAsync(_chain, from: 19 - round, lose: true);
        await _b.StoreAsync(_chain[..(12 + round)], lose: true);
        return (19 - round, 12 + round);
    });

    [Fact]
    public async Task No_request_fails_while_a_shard_does_not_answer() => await LoseAsync(async round =>
    {
        await silo.HangAsync(_pool.Name);
        await _a.RemoveAsync(_chain, from: 19 - round, lose: true);
        var placed = Volatile.Read(ref _placed);
        await PlacedAsync(placed + 20);
        silo.Release(_pool.Name);
        return (19 - round, 10);
    });

    [Fact]
    public async Task No_request_fails_while_a_worker_begins_anew() => await LoseAsync(async round =>
    {
        _a = _a.Reborn();
        await _a.RenewAsync();
        await _a.StoreAsync(_chain[..(7 + round)], lose: true);
        return (7 + round, 10);
    });

    // Clients ask without pause. Three times something is lost; each time the index must become right while they ask.
    private async Task LoseAsync(Func<int, Task<(int A, int B)>> lose)
    {
        (_a, _b) = (await CachingWorker.JoinAsync(silo, _pool, "a"), await CachingWorker.JoinAsync(silo, _pool, "b"));
        await _a.StoreAsync(_chain[..20]);
        await _b.StoreAsync(_chain[..10]);
        await KnownAsync(20, 10);
        _clients = Enumerable.Range(0, Clients).Select(_ => AskOnAsync()).ToList();
        for (var round = 0; round < 3; round++)
        {
            var before = Volatile.Read(ref _placed);
            var (blocksOfA, blocksOfB) = await lose(round);
            var since = Stopwatch.GetTimestamp();
            await KnownAsync(blocksOfA, blocksOfB);
            TestContext.Current.TestOutputHelper?.WriteLine($"right again after {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms");
            await PlacedAsync(before + 1);
        }
        await _enough.CancelAsync();
        await Task.WhenAll(_clients);
        TestContext.Current.TestOutputHelper?.WriteLine($"{_placed} requests were placed meanwhile");
    }

    private async Task AskOnAsync()
    {
        while (!_enough.IsCancellationRequested)
        {
            var request = Requests.Requests.Start(silo) with { PromptTokens = _chain.Length * 16 + 5, Blocks = BlockNames.Pack(_chain) };
            var grain = _pool.Request(RequestId.New());
            Func<Task<RoutePlan>> ask = () => grain.Start(request);
            var plan = Assert.IsType<RoutePlan.Assigned>(await ask.BecomesAsync(answer => answer is not RoutePlan.Wait, "a place"));
            (plan.Prefill.Life.Worker == _b.Life.Worker ? _b : _a).Finish(plan.Prefill.Ticket);
            Interlocked.Increment(ref _placed);
        }
    }

    private async Task KnownAsync(int blocksOfA, int blocksOfB)
    {
        var wanted = $"a {blocksOfA}, b {blocksOfB}";
        await Asking(async () =>
        {
            await Task.WhenAll(_a.RenewAsync(), _b.RenewAsync());
            var overlaps = await CachingWorker.ShardOf(silo, _pool, _chain).Overlap(BlockNames.Pack(_chain));
            return $"a {Of(_a.Life)}, b {Of(_b.Life)}";

            int Of(WorkerLife life) => overlaps.FirstOrDefault(o => o.Life == life).Blocks;
        }).BecomesAsync(answer => answer == wanted, wanted);
    }

    private Task<int> PlacedAsync(int enough) => Asking(async () =>
    {
        await Task.WhenAll(_a.RenewAsync(), _b.RenewAsync());
        if (_clients.Find(c => c.IsFaulted) is { } failed) await failed;
        return Volatile.Read(ref _placed);
    }).BecomesAsync(placed => placed >= enough, $"{enough} requests");

    private static Func<Task<T>> Asking<T>(Func<Task<T>> ask) => ask;
}
