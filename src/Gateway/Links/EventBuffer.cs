using System.Threading.Channels;

namespace Orchestrator.Gateway.Links;

/// <summary>
/// What workers have said of one generation and its client has not taken yet. Bounded: a link's pump never waits for a client, so one that
/// does not read is cut off.
/// </summary>
internal sealed class EventBuffer
{
    /// <summary>About as many tokens as a person reads in half an hour.</summary>
    public const int MaxEvents = 8192;

    private readonly Channel<WorkerEvent> _events = Channel.CreateBounded<WorkerEvent>(new BoundedChannelOptions(MaxEvents) { SingleReader = true });
    private volatile bool _isOverrun;

    /// <summary>The client fell behind; events are missing.</summary>
    public bool IsOverrun => _isOverrun;

    public void Post(WorkerEvent happened)
    {
        if (_events.Writer.TryWrite(happened)) return;
        _isOverrun = true;
        _events.Writer.TryComplete();
    }

    /// <summary>The next event; null when the buffer was overrun and is empty.</summary>
    public async ValueTask<WorkerEvent?> NextAsync(CancellationToken cancellation)
    {
        while (await _events.Reader.WaitToReadAsync(cancellation)) if (_events.Reader.TryRead(out var next)) return next;
        return null;
    }

    /// <summary>The next event if it is here already.</summary>
    public WorkerEvent? TryNext() => _events.Reader.TryRead(out var next) ? next : null;
}
