using System.Collections.Concurrent;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// How other threads speak to the engine: what they post is opened in the order of posting, on the engine's thread between two steps. What does
/// not touch a step in hand need not wait for its end: while the device computes, whoever posts opens it.
/// </summary>
/// <param name="opened">Called after letters were opened during a step.</param>
internal sealed class Mailbox(Action opened) : IDisposable
{
    private readonly ConcurrentQueue<Letter> _posted = new();
    private readonly ManualResetEventSlim _signal = new(false);
    // Whoever holds it may touch what the engine holds: the engine's thread, but for the time that the device computes.
    private readonly Lock _state = new();
    private volatile bool _isComputing;
    private volatile Exception? _fault;

    /// <summary>Posts what has to wait for the step's end.</summary>
    public void Post(Action action) => Post(new Letter(action, null));

    /// <summary>Posts what need not wait if <paramref name="mayNow"/> says so, and nothing that has to wait was posted before.</summary>
    public void Post(Action action, Func<bool> mayNow)
    {
        Post(new Letter(action, mayNow));
        OpenEarly();
    }

    /// <summary>The calling thread is the engine's from now on.</summary>
    public void Own() => _state.Enter();

    /// <summary>Opens all that was posted.</summary>
    public void Drain()
    {
        if (_fault is { } fault) throw new InvalidOperationException($"what was posted during a step failed: {fault.Message}", fault);
        _signal.Reset();
        while (_posted.TryDequeue(out var letter)) letter.Open();
    }

    /// <summary>Lets the device compute. Meanwhile others may touch what the engine holds, and the computation may not.</summary>
    public void Compute(Action computation)
    {
        _state.Exit();
        _isComputing = true;
        // Whoever posts looks whether the device computes after posting, and this looks for posts after saying so: one of the two sees the other.
        Interlocked.MemoryBarrier();
        try
        {
            OpenEarly();
            computation();
        }
        finally
        {
            _isComputing = false;
            _state.Enter();
        }
    }

    /// <summary>Waits until something is posted, or the time is over.</summary>
    public void Wait(TimeSpan time) => _signal.Wait(time);

    public void Dispose() => _signal.Dispose();

    private void Post(in Letter letter)
    {
        _posted.Enqueue(letter);
        _signal.Set();
        Interlocked.MemoryBarrier();
    }

    private void OpenEarly()
    {
        while (_isComputing && _fault is null && _posted.TryPeek(out var first) && first.MayNow is not null)
        {
            // Somebody else opens letters, and looks for more afterwards.
            if (!_state.TryEnter()) return;
            try
            {
                if (!TryOpenFirst()) return;
            }
            catch (Exception e)
            {
                // The engine's own end, as if it had opened the letter itself.
                _fault = e;
            }
            finally
            {
                _state.Exit();
            }
        }
    }

    private bool TryOpenFirst()
    {
        var any = false;
        while (_isComputing && _posted.TryPeek(out var letter) && letter.MayNow is { } mayNow && mayNow() && _posted.TryDequeue(out letter))
        {
            letter.Open();
            any = true;
        }
        if (any) opened();
        return any;
    }

    private readonly record struct Letter(Action Open, Func<bool>? MayNow);
}
