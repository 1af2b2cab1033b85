using System.Collections.Concurrent;

namespace Orchestrator.Workers.Transfer;

/// <summary>Tasks that nobody awaits one by one, held so that the end of all of them can be awaited. They must handle their own failures.</summary>
internal sealed class RunningTasks
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Start(Func<Task> work)
    {
        var task = Task.Run(work);
        _running[task] = true;
        _ = task.ContinueWith(ended => _running.TryRemove(ended, out _), TaskScheduler.Default);
    }

    /// <summary>Completes when all that was started has ended, well or badly.</summary>
    public async Task AllEndedAsync()
    {
        while (!_running.IsEmpty)
        {
            await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var task in _running.Keys) if (task.IsCompleted) _running.TryRemove(task, out _);
        }
    }
}
