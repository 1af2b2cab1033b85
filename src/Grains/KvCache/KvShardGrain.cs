using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Grains.Metering;
using Orchestrator.Policies.KvIndex;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orchestrator.Grains.KvCache;

/// <summary>Holds one shard's <see cref="KvShardIndex"/>, fed by the stream of the same key. Nothing here waits.</summary>
[ImplicitStreamSubscription(KvShards.StreamNamespace)]
public sealed partial class KvShardGrain(TimeProvider time, ILogger<KvShardGrain> logger) : Grain, IKvShardGrain, IStreamSubscriptionObserver, IAsyncObserver<KvEventBatch>
{
    private readonly KvShardIndex _index = new(new KvIndexOptions(), (ulong)Random.Shared.NextInt64());
    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _measured = -s_measure;

    private static readonly TimeSpan s_measure = TimeSpan.FromSeconds(1);

    private TimeSpan Now => time.GetElapsedTime(_origin);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        IndexMeter.Gone(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<KvOverlap>> Overlap(byte[] names) => Task.FromResult(_index.Overlap(names));

    public Task<ImmutableArray<WorkerLife>> Reconcile(ImmutableArray<KvProgress> workers)
    {
        var needed = _index.Reconcile(workers, Now);
        foreach (var life in needed) LogNeeded(this.GetPrimaryKeyString(), life);
        if (!needed.IsEmpty) IndexMeter.Asked(this.GetPrimaryKeyString(), needed.Length);
        if (Now - _measured >= s_measure)
        {
            _measured = Now;
            IndexMeter.Look(this.GetPrimaryKeyString(), _index);
        }
        return Task.FromResult(needed);
    }

    public Task TakeSnapshot(KvSnapshotPart part)
    {
        _index.Take(part, Now);
        return Task.CompletedTask;
    }

    public Task<KvIndexSize> Size() => Task.FromResult(_index.Size);

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<KvEventBatch>().ResumeAsync(this);

    public Task OnNextAsync(KvEventBatch item, StreamSequenceToken? token = null)
    {
        try
        {
            _index.Apply(item, Now);
        }
        catch (FormatException e)
        {
            // Thrown to the stream it would come again and again; like this it is one that is missing.
            LogUnreadable(this.GetPrimaryKeyString(), item.Number, item.Life, e.Message);
        }
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStream(this.GetPrimaryKeyString(), ex.Message);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "KV shard {Shard} needs a snapshot of {Life}")]
    private partial void LogNeeded(string shard, WorkerLife life);

    [LoggerMessage(LogLevel.Warning, "KV shard {Shard}: batch {Number} of {Life} cannot be read: {Reason}")]
    private partial void LogUnreadable(string shard, long number, WorkerLife life, string reason);

    [LoggerMessage(LogLevel.Information, "KV shard {Shard}: the stream lost events: {Reason}")]
    private partial void LogStream(string shard, string reason);
}
