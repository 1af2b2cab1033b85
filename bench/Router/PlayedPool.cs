using System.Diagnostics;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>All played workers of the pool, which renew until this is disposed of.</summary>
internal sealed class PlayedPool : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly IGrainFactory _grains;
    private readonly RouterBenchOptions _options;
    private readonly PlayedWorker[] _workers;
    private readonly Dictionary<WorkerLife, PlayedWorker> _byLife;
    private readonly Task _renewing;

    private PlayedPool(IGrainFactory grains, CachedChains chains, RouterBenchOptions options)
    {
        (_grains, _options) = (grains, options);
        _workers = [.. Enumerable.Range(0, options.Workers).Select(i => new PlayedWorker(grains, chains, i, options))];
        _byLife = _workers.ToDictionary(w => w.Life);
        Shard = KvShards.Of(chains.FirstBlock, options.Shards);
        _renewing = Task.WhenAll(_workers.Select(w => w.RenewAsync(_stop.Token)));
    }

    /// <summary>The shard that has everything.</summary>
    public int Shard { get; }

    public IKvShardGrain Index => _grains.GetGrain<IKvShardGrain>(KvShards.Key(RouterBenchOptions.Pool, Shard));

    /// <summary>Joins, and waits until the pool knows every worker.</summary>
    public static async Task<PlayedPool> JoinAsync(IGrainFactory grains, CachedChains chains, RouterBenchOptions options)
    {
        var pool = new PlayedPool(grains, chains, options);
        await pool.UntilAsync("every worker has joined", async () => (await grains.GetGrain<IGpuPoolGrain>(RouterBenchOptions.Pool).Workers()).Length == options.Workers);
        await pool.UntilAsync("the shard knows every worker", async () => (await pool.Index.Size()).Workers == options.Workers);
        return pool;
    }

    /// <summary>Has the index filled, by the snapshots that the pool orders.</summary>
    public async Task<KvIndexSize> FillAsync()
    {
        foreach (var worker in _workers) worker.Fill(Shard);
        await UntilAsync($"the index has {_options.Blocks} blocks", async () => (await Index.Size()).Blocks == _options.Blocks);
        // The last workers hold nothing that others do not: their snapshots may still come.
        var size = await Index.Size();
        for (var before = 0L; before != size.Holdings; size = await Index.Size())
        {
            before = size.Holdings;
            await Task.Delay(10 * s_look);
        }
        return size;
    }

    /// <summary>A plan is carried out.</summary>
    /// <returns>The number of the worker that runs the prompt.</returns>
    public int Take(RoutePlan.Assigned plan, int promptTokens)
    {
        var prefill = _byLife[plan.Prefill.Life];
        prefill.Take(plan.Prefill.Ticket, promptTokens - plan.CachedTokens);
        if (plan.IsSplit) _byLife[plan.Decode.Life].Take(plan.Decode.Ticket, 0);
        return prefill.Index;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _renewing;
        }
        catch (OperationCanceledException)
        {
            // Told to.
        }
        _stop.Dispose();
    }

    private async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (_renewing.IsFaulted) await _renewing;
            if (watch.Elapsed > s_patience) throw new FailedMeasurementException($"after {s_patience.TotalSeconds} s it is still not true that {what}");
            await Task.Delay(s_look);
        }
    }
}
