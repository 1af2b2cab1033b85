using Orchestrator.Contracts.KvCache;
using Orleans.Streams;

namespace Orchestrator.Hosting.Cluster;

/// <summary>
/// The streams that carry KV events from workers to the index. In memory and without promise: what is lost with a silo is made good by
/// snapshots. Shard grains are subscribed by their keys alone, so nothing is stored of who listens.
/// </summary>
public static class KvStreams
{
    /// <summary>Each queue is asked by a grain call per period, also when nothing happens.</summary>
    private const int Queues = 4;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(50);

    public static void AddKvStreams(this ISiloBuilder silo)
    {
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(KvShards.StreamProvider, streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePartitioning(Queues);
            streams.ConfigurePullingAgent(agent => agent.Configure(o =>
            {
                o.GetQueueMsgsTimerPeriod = s_period;
                // Whatever a shard has not taken by then it has asked for as a snapshot.
                o.MaxEventDeliveryTime = TimeSpan.FromSeconds(2);
            }));
            // Nobody reads an event twice; the defaults keep them for half an hour.
            streams.ConfigureCacheEviction(cache => cache.Configure(o =>
            {
                o.DataMinTimeInCache = TimeSpan.FromSeconds(5);
                o.DataMaxAgeInCache = TimeSpan.FromSeconds(10);
                o.MetadataMinTimeInCache = TimeSpan.FromSeconds(20);
            }));
        });
    }

    public static void AddKvStreams(this IClientBuilder client) => client.AddMemoryStreams(KvShards.StreamProvider, streams =>
    {
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigurePartitioning(Queues);
    });
}
