using System.Collections.Immutable;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Scaling;

namespace Orchestrator.Grains.Scaling;

/// <summary>The last decisions of an autoscaler, and later what came of those that changed something.</summary>
internal sealed class DecisionLog
{
    /// <summary>Entries kept.</summary>
    public const int Kept = 1000;

    /// <summary>How long after a decision its outcome is looked at: answers that began before it have ended, and demand may still be the same.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromSeconds(15);

    private readonly List<ScalingRecord> _entries = [];
    // Shifts whose outcome is open: the entry, when it was made, and how long each worker took.
    private readonly List<(long Number, TimeSpan At, Dictionary<string, TimeSpan?> Took)> _open = [];
    private long _last;

    /// <summary>The newest first.</summary>
    public ImmutableArray<ScalingRecord> Newest(int limit) => [.. Enumerable.Reverse(_entries).Take(limit)];

    /// <summary>Enters a decision, unless it is to do nothing for the same cause as the one before, or gives the same advice.</summary>
    /// <param name="record">The decision; its number is given here.</param>
    /// <param name="now">Time, from any fixed origin.</param>
    public void Add(ScalingRecord record, TimeSpan now)
    {
        if ((record.Shifts.IsEmpty || IsSameAdvice(record)) && _entries.Count > 0 && _entries[^1] is var before && before.Verdict == record.Verdict && before.Mode == record.Mode && before.Roles == record.Roles) return;
        _entries.Add(record with { Number = ++_last });
        if (_entries.Count > Kept) _entries.RemoveAt(0);
        var ordered = record.Shifts.Where(s => !record.Refused.ContainsKey(s.Worker.Value)).ToList();
        if (record.Mode == ScalingMode.Active && ordered.Count > 0) _open.Add((_last, now, ordered.ToDictionary(s => s.Worker.Value, _ => (TimeSpan?)null)));
    }

    private bool IsSameAdvice(ScalingRecord record) =>
        record.Mode != ScalingMode.Active && _entries.Count > 0 && record.Shifts.Select(s => (s.Worker, s.To)).SequenceEqual(_entries[^1].Shifts.Select(s => (s.Worker, s.To)));

    /// <summary>Looks at the workers that were shifted, and enters what came of decisions that are old enough.</summary>
    /// <param name="workers">Of the pool.</param>
    /// <param name="figures">Of a decision made now.</param>
    /// <param name="now">Time, from the same origin.</param>
    public void Judge(IReadOnlyCollection<WorkerRecord> workers, in ScalingFigures figures, TimeSpan now)
    {
        foreach (var (_, at, took) in _open)
            foreach (var worker in workers)
                // Those of a decision made just now were looked at before they were ordered anything.
                if (now > at && took.TryGetValue(worker.Status.Life.Worker.Value, out var known) && known is null && !PoolWatch.IsShifting(worker)) took[worker.Status.Life.Worker.Value] = now - at;
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var (number, at, took) = _open[i];
            // Without demand there is nothing to judge by.
            if (now - at < Later || figures.PerSecond <= 0) continue;
            _open.RemoveAt(i);
            var place = _entries.FindIndex(e => e.Number == number);
            if (place < 0) continue;
            var pressure = PoolPressure.From(figures);
            var longest = took.Values.Any(t => t is null) ? null : took.Values.Max();
            _entries[place] = _entries[place] with { Outcome = new ScalingOutcome(now - at, pressure.Of(_entries[place].Roles), pressure.Of(PoolWatch.Count(workers)), longest) };
        }
    }
}
