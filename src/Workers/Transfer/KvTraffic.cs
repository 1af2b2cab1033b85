using System.Diagnostics;

namespace Orchestrator.Workers.Transfer;

/// <summary>Bytes of keys and values, payload only, that this worker has sent and received, and how fast they went.</summary>
public sealed class KvTraffic
{
    // Before so much has been sent, start-up and other processes weigh more than the link.
    private const double Enough = 4 << 20;

    // About the last 64 MiB count.
    private const double Memory = 64 << 20;

    // A link that looked so slow that nothing is sent over it any more must be tried again.
    private static readonly TimeSpan s_believed = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private long _sent;
    private long _received;
    private double _lateBytes;
    private double _lateSeconds;
    private long _last;

    public long Sent => Interlocked.Read(ref _sent);

    public long Received => Interlocked.Read(ref _received);

    /// <summary>Bytes per second of sending, over all links; 0 when too little was sent to tell, or nothing for a while.</summary>
    public double BytesPerSecond
    {
        get
        {
            lock (_gate)
            {
                if (_lateSeconds > 0 && Stopwatch.GetElapsedTime(_last) > s_believed) _lateBytes = _lateSeconds = 0;
                return _lateBytes >= Enough && _lateSeconds > 0 ? _lateBytes / _lateSeconds : 0;
            }
        }
    }

    internal void AddSent(long bytes, TimeSpan took)
    {
        Interlocked.Add(ref _sent, bytes);
        var kept = Math.Exp(-bytes / Memory);
        lock (_gate) (_lateBytes, _lateSeconds, _last) = (kept * _lateBytes + bytes, kept * _lateSeconds + took.TotalSeconds, Stopwatch.GetTimestamp());
    }

    internal void AddReceived(long bytes) => Interlocked.Add(ref _received, bytes);
}
