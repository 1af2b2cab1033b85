namespace Orchestrator.Workers.Transfer;

/// <summary>Bytes of keys and values, payload only, that this worker has sent and received.</summary>
public sealed class KvTraffic
{
    private long _sent;
    private long _received;

    public long Sent => Interlocked.Read(ref _sent);

    public long Received => Interlocked.Read(ref _received);

    internal void AddSent(long bytes) => Interlocked.Add(ref _sent, bytes);

    internal void AddReceived(long bytes) => Interlocked.Add(ref _received, bytes);
}
