using System.Collections.Concurrent;

namespace Orchestrator.Workers.Engine;

/// <summary>How other threads speak to the engine: what they post runs on the engine's thread, between two steps, in the order of posting.</summary>
internal sealed class Mailbox : IDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly ManualResetEventSlim _signal = new(false);

    public void Post(Action action)
    {
        _posted.Enqueue(action);
        _signal.Set();
    }

    /// <summary>Runs all that was posted.</summary>
    public void Drain()
    {
        _signal.Reset();
        while (_posted.TryDequeue(out var action)) action();
    }

    /// <summary>Waits until something is posted, or the time is over.</summary>
    public void Wait(TimeSpan time) => _signal.Wait(time);

    public void Dispose() => _signal.Dispose();
}
