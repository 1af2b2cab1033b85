using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// A few threads that run one job together: each runs the whole job, takes pieces of work where there are any, and meets the others
/// between phases. One job per forward pass, because starting a job costs more than a small matrix.
/// </summary>
public sealed class ComputeThreads : IDisposable
{
    private readonly Turnstile[] _starts;
    private readonly Thread[] _threads;
    private readonly Turnstile _meeting = new();
    private readonly Turnstile _finished = new();
    private Counters _counters;
    private Action<int>? _job;
    private int _active = 1;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Starts <paramref name="count"/> - 1 threads; the caller of <see cref="Run"/> is the other one.</summary>
    public ComputeThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _starts = [.. Enumerable.Range(1, count - 1).Select(_ => new Turnstile())];
        _threads = [.. Enumerable.Range(1, count - 1).Select(i => new Thread(() => Live(i)) { IsBackground = true, Name = $"simd {i}" })];
        foreach (var thread in _threads) thread.Start();
    }

    public int Count => _threads.Length + 1;

    /// <summary>Threads of the job in hand.</summary>
    public int Active => _active;

    /// <summary>Runs the job on the caller (number 0) and on threads 1 .. <paramref name="threads"/> - 1; returns when all are done. The first exception any of them threw is thrown here.</summary>
    public void Run(int threads, Action<int> job)
    {
        _active = Math.Clamp(threads, 1, Count);
        _job = job;
        _failure = null;
        _counters = new() { Running = _active - 1 };
        var seen = _finished.Count;
        for (var i = 0; i < _active - 1; i++) _starts[i].Advance();
        RunShare(0);
        if (_active > 1) _finished.WaitPast(seen);
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Takes the next of this phase's <paramref name="items"/> pieces of work; false when all are taken.</summary>
    public bool TryTake(int items, out int item)
    {
        item = Interlocked.Increment(ref _counters.Taken) - 1;
        return item < items;
    }

    /// <summary>Ends a phase: returns when every thread of the job is here, and each sees what the others wrote.</summary>
    public void Meet() => Meet(null, 0);

    /// <summary>
    /// Does a small phase of <paramref name="items"/> pieces after the one that ends here. Few pieces are done by the thread that comes last while the
    /// others wait, which saves a meeting; many are shared.
    /// </summary>
    public void MeetAndDo(int items, Action<int> piece)
    {
        if (items <= _active)
        {
            Meet(piece, items);
            return;
        }
        Meet();
        while (TryTake(items, out var item)) piece(item);
        Meet();
    }

    private void Meet(Action<int>? last, int items)
    {
        var seen = _meeting.Count;
        if (Volatile.Read(ref _failure) is not null) throw new OperationCanceledException();
        if (Interlocked.Increment(ref _counters.Arrived) == _active)
        {
            _counters.Arrived = 0;
            _counters.Taken = 0;
            for (var item = 0; item < items; item++) last!(item);
            _meeting.Advance();
        }
        else
        {
            _meeting.WaitPast(seen);
        }
        if (Volatile.Read(ref _failure) is not null) throw new OperationCanceledException();
    }

    /// <summary>Ends the threads. No job may be running.</summary>
    public void Dispose()
    {
        _stopping = true;
        foreach (var start in _starts) start.Advance();
        foreach (var thread in _threads) thread.Join();
    }

    private void Live(int number)
    {
        var start = _starts[number - 1];
        for (var seen = 0; ; seen++)
        {
            start.WaitPast(seen);
            if (_stopping) return;
            RunShare(number);
            if (Interlocked.Decrement(ref _counters.Running) == 0) _finished.Advance();
        }
    }

    private void RunShare(int number)
    {
        try
        {
            _job!(number);
        }
        catch (Exception e)
        {
            // Nobody may wait for this thread any more.
            Interlocked.CompareExchange(ref _failure, e, null);
            _meeting.Advance();
        }
    }

    // Each on a cache line of its own: all threads write them.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counters
    {
        [FieldOffset(64)] public int Taken;
        [FieldOffset(128)] public int Arrived;
        [FieldOffset(192)] public int Running;
    }
}
