using Orchestrator.Contracts.Pools;

namespace Orchestrator.Grains.Routing;

/// <summary>Work that the router assigned and that no worker's report contains yet. Without it, a burst between two reports would go to one worker.</summary>
internal sealed class HandedOutWork(Guid router)
{
    // A lost assignment (its gateway died) must not count for ever.
    private static readonly TimeSpan s_assumeLostAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<WorkerLife, Queue<(long Number, TimeSpan At)>> _open = [];
    private long _number;

    public int Count(WorkerLife life) => _open.TryGetValue(life, out var open) ? open.Count : 0;

    public WorkTicket Add(WorkerLife life, TimeSpan now)
    {
        if (!_open.TryGetValue(life, out var open)) _open[life] = open = new();
        open.Enqueue((++_number, now));
        return new WorkTicket(router, _number);
    }

    /// <summary>Forgets what a report contains, what is too old, and lives that are gone.</summary>
    public void Forget(IReadOnlyCollection<WorkerStatus> reports, TimeSpan now)
    {
        foreach (var life in _open.Keys.Except(reports.Select(r => r.Life)).ToList()) _open.Remove(life);
        foreach (var report in reports)
        {
            if (!_open.TryGetValue(report.Life, out var open)) continue;
            var counted = report.NewestTicket.Router == router ? report.NewestTicket.Number : 0;
            while (open.TryPeek(out var oldest) && (oldest.Number <= counted || now - oldest.At > s_assumeLostAfter)) open.Dequeue();
        }
    }
}
