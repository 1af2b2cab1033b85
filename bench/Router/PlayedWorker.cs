using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Bench.Router;

/// <summary>
/// A worker without a model: it renews its lease as a real one does, obeys its orders, and says what it is given and holds. Work lasts until
/// the renewal after the one that has reported it, so that load stays in proportion to the rate.
/// </summary>
internal sealed class PlayedWorker(IGrainFactory grains, CachedChains chains, int index, RouterBenchOptions options)
{
    // What a worker may send in one part, and the period in which it renews.
    private const int PartBlocks = 1 << 14;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(200);

    // Enough that nothing ever waits: places are not what is measured.
    private const int ManySequences = 1 << 24;
    private const int FreeBlocks = 1 << 16;

    private readonly Lock _lock = new();
    private readonly IGpuPoolGrain _pool = grains.GetGrain<IGpuPoolGrain>(RouterBenchOptions.Pool);
    private long[] _numbers = [];
    private (WorkerRole Role, long Epoch) _orders = (WorkerRole.Mixed, 0);
    private WorkTicket _newest;
    private int _pieces;
    private long _tokens;
    private int _held;

    public WorkerLife Life { get; } = new(new WorkerId($"worker-{index}"), Guid.NewGuid());

    public int Index => index;

    /// <summary>It is given work.</summary>
    /// <param name="ticket">The work's.</param>
    /// <param name="tokens">Tokens to compute.</param>
    public void Take(WorkTicket ticket, int tokens)
    {
        lock (_lock)
        {
            if (ticket.Router != _newest.Router || ticket.Number > _newest.Number) _newest = ticket;
            _pieces++;
            _tokens += tokens;
        }
    }

    /// <summary>From now on its renewals tell of a batch of events that nobody has seen, so that its shard asks for a snapshot.</summary>
    public void Fill(int shard)
    {
        var numbers = new long[options.Shards];
        numbers[shard] = 1;
        _numbers = numbers;
    }

    /// <summary>Renews until it is told to stop.</summary>
    public async Task RenewAsync(CancellationToken stop)
    {
        // Not all at the same moment.
        await Task.Delay(s_period * ((double)index / options.Workers), stop);
        using var timer = new PeriodicTimer(s_period);
        do
        {
            try
            {
                await RenewOnceAsync();
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                // As a real worker: the lease rides it out.
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    // Joins, or renews once more; sends the snapshots that are ordered.
    private async Task RenewOnceAsync()
    {
        switch (await _pool.Renew(Report()))
        {
            case WorkerOrders.Serve serve:
                _orders = (serve.Role, serve.Epoch);
                foreach (var shard in serve.Snapshots) await SendSnapshotAsync(shard);
                break;
            case WorkerOrders.End end:
                throw new FailedMeasurementException($"{Life} is told to end: {end.Reason}");
        }
    }

    private async Task SendSnapshotAsync(int shard)
    {
        var number = _numbers[shard];
        var parts = number == 0 ? [] : chains.HeldBy(index).Chunk(PartBlocks).ToArray();
        _held = parts.Sum(part => part.Length);
        for (var i = 0; i < Math.Max(1, parts.Length); i++)
        {
            var events = new byte[i < parts.Length ? parts[i].Length * KvEvent.Length : 0];
            for (var e = 0; e < events.Length / KvEvent.Length; e++) parts[i][e].Write(events.AsSpan(e * KvEvent.Length));
            await grains.GetGrain<IKvShardGrain>(KvShards.Key(RouterBenchOptions.Pool, shard)).TakeSnapshot(new KvSnapshotPart(Life, number, i, Math.Max(1, parts.Length), events));
        }
    }

    private WorkerStatus Report()
    {
        lock (_lock)
        {
            var status = new WorkerStatus
            {
                Life = Life,
                RequestedRole = WorkerRole.Mixed,
                Role = _orders.Role,
                Epoch = _orders.Epoch,
                State = WorkerState.Ready,
                Loaded = 1,
                Device = "played",
                Fingerprint = "played",
                WorkEndpoint = $"127.0.0.1:{20000 + index}",
                KvEndpoint = $"127.0.0.1:{30000 + index}",
                Running = _pieces,
                PrefillTokensWaiting = _tokens,
                MaxSequences = ManySequences,
                MaxContext = options.PromptTokens + RequestLoad.AnswerTokens,
                KvBlocksTotal = _held + FreeBlocks,
                KvBlocksFree = FreeBlocks,
                KvBlocksCached = _held,
                NewestTicket = _newest,
                KvNumbers = [.. _numbers],
                // About an 8 billion parameter model on a large GPU.
                PrefillTokensPerSecond = 20_000,
                DecodeStepSeconds = 0.02,
                DecodeSequenceSeconds = 0.0002,
                KvBytesPerToken = 131_072,
                KvBytesPerSecond = 5e9,
            };
            (_pieces, _tokens) = (0, 0);
            return status;
        }
    }
}
