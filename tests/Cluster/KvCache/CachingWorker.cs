using System.Collections.Immutable;
using Orchestrator.Cluster.Silos;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Cluster.KvCache;

/// <summary>A worker without a model and with a prefix cache: it publishes what happens there, and sends the snapshots that it is ordered to send.</summary>
internal sealed class CachingWorker(TestSilos silos, TestPool pool, FakeWorker worker)
{
    // Small, so that snapshots have several parts.
    private const int PartBlocks = 3;

    private readonly HashSet<KvEvent> _held = [];
    private readonly long[] _numbers = new long[4];
    private WorkTicket _newest;

    public WorkerLife Life => worker.Life;

    public static async Task<CachingWorker> JoinAsync(TestSilos silos, TestPool pool, string name) => new(silos, pool, await pool.JoinAsync(name));

    /// <summary>The shard where a chain's blocks are.</summary>
    public static IKvShardGrain ShardOf(TestSilos silos, TestPool pool, ulong[] chain) => silos.Grains.GetGrain<IKvShardGrain>(KvShards.Key(pool.Name, KvShards.Of(chain[0], 4)));

    /// <summary>A chain of blocks that nobody else has.</summary>
    public static ulong[] NewChain(int blocks) => [.. Enumerable.Range(0, blocks).Select(_ => (ulong)Random.Shared.NextInt64())];

    public Task StoreAsync(ulong[] chain, bool lose = false)
    {
        KvEvent[] events = [.. chain.Select((name, i) => new KvEvent(KvEventKind.Stored, KvTier.Device, chain[0], i == 0 ? 0 : chain[i - 1], name))];
        _held.UnionWith(events);
        return PublishAsync(events, lose);
    }

    /// <summary>Removes a chain's blocks from number <paramref name="from"/> on.</summary>
    public Task RemoveAsync(ulong[] chain, int from, bool lose = false)
    {
        var events = _held.Where(e => chain.AsSpan(from).Contains(e.Name)).ToArray();
        _held.ExceptWith(events);
        return PublishAsync([.. events.Select(e => e with { Kind = KvEventKind.Removed })], lose);
    }

    /// <summary>Renews and follows the orders.</summary>
    public async Task RenewAsync()
    {
        lock (_numbers) worker.Status = worker.Status with { KvNumbers = [.. _numbers], NewestTicket = _newest };
        if (await worker.RenewAsync() is not WorkerOrders.Serve serve) return;
        if (serve.PrefixCacheResets > worker.Status.PrefixCacheResets)
        {
            worker.Status = worker.Status with { PrefixCacheResets = serve.PrefixCacheResets };
            _held.Clear();
            for (var shard = 0; shard < _numbers.Length; shard++) await PublishAsync(shard, [new KvEvent(KvEventKind.Cleared, KvTier.Device, 0, 0, 0)], lose: false);
        }
        foreach (var shard in serve.Snapshots) await SendSnapshotAsync(shard);
    }

    /// <summary>The same worker in a new process, which holds nothing.</summary>
    public CachingWorker Reborn() => new(silos, pool, worker.Reborn());

    /// <summary>It has done what it was given; its next renewal says so. For any thread.</summary>
    public void Finish(WorkTicket work)
    {
        lock (_numbers)
            if (work.Number > _newest.Number || work.Router != _newest.Router) _newest = work;
    }

    private async Task PublishAsync(KvEvent[] events, bool lose)
    {
        foreach (var group in events.GroupBy(e => KvShards.Of(e.Root, 4))) await PublishAsync(group.Key, group, lose);
    }

    private async Task PublishAsync(int shard, IEnumerable<KvEvent> events, bool lose)
    {
        var batch = new KvEventBatch(Life, ++_numbers[shard], Pack(events));
        if (lose) return;
        await silos.Cluster.Client.GetStreamProvider(KvShards.StreamProvider)
            .GetStream<KvEventBatch>(StreamId.Create(KvShards.StreamNamespace, KvShards.Key(pool.Name, shard))).OnNextAsync(batch);
    }

    private async Task SendSnapshotAsync(int shard)
    {
        var parts = _held.Where(e => KvShards.Of(e.Root, 4) == shard).Chunk(PartBlocks).Select(Pack).ToImmutableArray();
        if (parts.IsEmpty) parts = [[]];
        for (var i = 0; i < parts.Length; i++)
            await silos.Grains.GetGrain<IKvShardGrain>(KvShards.Key(pool.Name, shard)).TakeSnapshot(new KvSnapshotPart(Life, _numbers[shard], i, parts.Length, parts[i]));
    }

    private static byte[] Pack(IEnumerable<KvEvent> events)
    {
        var list = events.ToList();
        var bytes = new byte[list.Count * KvEvent.Length];
        for (var i = 0; i < list.Count; i++) list[i].Write(bytes.AsSpan(i * KvEvent.Length));
        return bytes;
    }
}
