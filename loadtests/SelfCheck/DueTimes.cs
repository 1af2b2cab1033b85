using Orchestrator.LoadTests.Running;

namespace Orchestrator.LoadTests.SelfCheck;

/// <summary>Wakes many waiters at their times, more precisely than timers of whole milliseconds: one thread looks every half of one.</summary>
internal sealed class DueTimes : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(0.5);

    private readonly RunClock _clock;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, TimeSpan> _waiting = new();
    private readonly CancellationTokenSource _stop = new();

    public DueTimes(RunClock clock)
    {
        _clock = clock;
        new Thread(Run) { IsBackground = true, Name = "due times", Priority = ThreadPriority.AboveNormal }.Start();
    }

    public Task At(TimeSpan due)
    {
        if (due <= _clock.Now) return Task.CompletedTask;
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _waiting.Enqueue(waiter, due);
        return waiter.Task;
    }

    public void Dispose() => _stop.Cancel();

    private void Run()
    {
        while (_clock.WaitUntil(_clock.Now + s_look, _stop.Token))
        {
            while (true)
            {
                TaskCompletionSource? waiter = null;
                lock (_gate)
                {
                    if (!_waiting.TryPeek(out _, out var due) || due > _clock.Now + s_look) break;
                    // What is due before the next look is waited for exactly.
                    if (due <= _clock.Now) waiter = _waiting.Dequeue();
                }
                if (waiter is not null) waiter.SetResult();
                else Thread.SpinWait(20);
            }
        }
    }
}
