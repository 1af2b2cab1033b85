using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Grains.Pools;

/// <summary>The last events of one activation of a pool, and those who wait for the next.</summary>
internal sealed class PoolJournal(long incarnation)
{
    /// <summary>Events kept for those who read slowly or come back.</summary>
    public const int Kept = 1024;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly Queue<PoolEvent> _events = new();
    private TaskCompletionSource _next = NewSignal();
    private long _last;

    public void Add(DateTimeOffset at, PoolEventKind kind, WorkerId? worker, WorkerRole? role, long epoch, string by = "")
    {
        _events.Enqueue(new PoolEvent(++_last, at, kind, worker?.Value, role, epoch, by));
        if (_events.Count > Kept) _events.Dequeue();
        var waiting = _next;
        _next = NewSignal();
        waiting.TrySetResult();
    }

    /// <summary>Events after a place, if need be after waiting. Somebody who comes for the first time gets what comes from now on.</summary>
    public async Task<PoolEventPage> ReadAsync(EventCursor after, TimeSpan wait, TimeProvider time)
    {
        if (after == default) return new PoolEventPage(new EventCursor(incarnation, _last), 0, []);
        var from = after.Incarnation == incarnation ? Math.Min(after.Number, _last) : 0;
        if (from == _last && wait > TimeSpan.Zero)
            await _next.Task.WaitAsync(wait < s_longestWait ? wait : s_longestWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        ImmutableArray<PoolEvent> found = [.. _events.Where(e => e.Number > from)];
        var missed = found.IsEmpty ? 0 : found[0].Number - from - 1;
        return new PoolEventPage(new EventCursor(incarnation, _last), missed, found);
    }

    /// <summary>Lets everybody go who waits: this activation ends.</summary>
    public void Close() => _next.TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
