using System.Threading.Channels;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Workers.KvEvents;

/// <summary>Sends the index what this worker holds of a shard, when the pool orders it. One at a time; what fails is ordered again.</summary>
internal sealed partial class KvSnapshots(
    IClusterClient cluster, WorkerOptions options, WorkerIdentity identity, ServingWorker worker, ILogger<KvSnapshots> logger) : BackgroundService
{
    private readonly Channel<int> _ordered = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<int> _underWay = [];

    /// <summary>Orders snapshots of these shards, except those that are under way.</summary>
    public void Order(IEnumerable<int> shards)
    {
        foreach (var shard in shards)
        {
            lock (_underWay)
                if (!_underWay.Add(shard)) continue;
            _ordered.Writer.TryWrite(shard);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var shard in _ordered.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(shard, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotSent(shard, e.Message);
            }
            lock (_underWay) _underWay.Remove(shard);
        }
    }

    private async Task SendAsync(int shard, CancellationToken stoppingToken)
    {
        if (worker.Serving?.Engine.KvReports is not { } reports || await reports.ListAsync(shard).WaitAsync(stoppingToken) is not { } listing) return;
        var grain = cluster.GetGrain<IKvShardGrain>(KvShards.Key(options.Pool, shard));
        for (var part = 0; part < listing.Parts.Count; part++)
            await grain.TakeSnapshot(new KvSnapshotPart(identity.Life, listing.Number, part, listing.Parts.Count, listing.Parts[part])).WaitAsync(stoppingToken);
        LogSent(shard, listing.Number, listing.Parts.Sum(p => p.Length / KvEvent.Length));
    }

    [LoggerMessage(LogLevel.Information, "a snapshot of KV shard {Shard} at batch {Number}: {Blocks} blocks")]
    private partial void LogSent(int shard, long number, int blocks);

    [LoggerMessage(LogLevel.Information, "the snapshot of KV shard {Shard} failed: {Reason}")]
    private partial void LogNotSent(int shard, string reason);
}
