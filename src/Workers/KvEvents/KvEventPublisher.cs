using Orchestrator.Contracts.KvCache;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Workers.KvEvents;

/// <summary>Tells the pool's index, over one stream per shard, what happens to this worker's prefix cache. What cannot be told is dropped: its number is spent, and the gap orders a snapshot.</summary>
internal sealed partial class KvEventPublisher(
    IClusterClient cluster, WorkerOptions options, WorkerIdentity identity, ServingWorker worker, ILogger<KvEventPublisher> logger) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(75);

    private bool _isDropping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (worker.Serving?.Engine.KvReports is not { Any: true } reports) continue;
            var batches = await reports.SealAsync().WaitAsync(stoppingToken);
            // The next round waits for this one: batches of a shard leave in the order of their numbers.
            var dropped = (await Task.WhenAll(batches.Select(PublishAsync))).OfType<string>().FirstOrDefault();
            if (dropped is not null && !_isDropping) LogDropped(dropped);
            _isDropping = dropped is not null;
        }
    }

    // Null, or why it was dropped.
    private async Task<string?> PublishAsync(KvSealed batch)
    {
        if (batch.Events is null) return $"batch {batch.Number} of shard {batch.Shard} has more than {KvJournal.DefaultLimit} events";
        try
        {
            var stream = cluster.GetStreamProvider(KvShards.StreamProvider).GetStream<KvEventBatch>(StreamId.Create(KvShards.StreamNamespace, KvShards.Key(options.Pool, batch.Shard)));
            await stream.OnNextAsync(new KvEventBatch(identity.Life, batch.Number, batch.Events));
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    [LoggerMessage(LogLevel.Information, "KV events are dropped, a snapshot will stand for them: {Reason}")]
    private partial void LogDropped(string reason);
}
