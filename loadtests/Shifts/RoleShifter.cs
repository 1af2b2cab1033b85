using System.Text.Json.Nodes;
using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Report;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;

namespace Orchestrator.LoadTests.Shifts;

/// <summary>Orders role changes while a load runs: each worker in turn to another role, and back. A shift is in flight from its order until the worker has confirmed it and has handed over what it had to.</summary>
internal sealed class RoleShifter(AdminClient admin, TimeSpan every, Measurements measures) : Companion
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50), s_longest = TimeSpan.FromSeconds(30);

    private readonly List<TimeSpan> _took = [];
    private readonly Dictionary<(string Pool, string Id), (AdminWorker Worker, string Original)> _touched = [];
    private int _ordered;
    private int _refused;
    private int _unsettled;
    private string _refusal = "";

    public override async Task RunAsync(RunClock clock, CancellationToken stop)
    {
        var workers = await admin.WorkersAsync(stop);
        if (workers.All(w => ShiftOrders.Away(w, workers) is null)) throw new ServerException($"none of {workers.Count} workers can take another role: prefill and decode must stay possible");
        for (var (turn, at) = (0, measures.Warmup + every); at < measures.Total; turn++, at += every)
        {
            while (clock.Now < at) await Task.Delay(at - clock.Now, stop);
            workers = await admin.WorkersAsync(stop);
            // Two orders for each worker: away, and back.
            var worker = workers[turn / 2 % workers.Count];
            var role = _touched.TryGetValue((worker.Pool, worker.Id), out var touched) && touched.Original != worker.DesiredRole ? touched.Original : ShiftOrders.Away(worker, workers);
            if (role is null) continue;
            _touched.TryAdd((worker.Pool, worker.Id), (worker, worker.DesiredRole));
            await ShiftAsync(worker, role, clock, stop);
        }
    }

    public override async Task EndAsync(RunClock clock)
    {
        foreach (var (worker, original) in _touched.Values)
        {
            await admin.ShiftAsync(worker, original, CancellationToken.None);
            await admin.ReleaseAsync(worker, CancellationToken.None);
        }
    }

    public override void AddTo(JsonObject json)
    {
        json["role_shifts"] = new JsonObject
        {
            ["ordered"] = _ordered,
            ["refused"] = _refused,
            ["not_settled"] = _unsettled,
            ["settled_seconds"] = ResultJson.Of(Percentiles.Of(_took)),
            ["itl_with_shift_seconds"] = ResultJson.Of(measures.GapsInWindows.Percentiles()),
            ["itl_without_shift_seconds"] = ResultJson.Of(measures.GapsOutsideWindows.Percentiles()),
        };
        if (_refused > 0) json["role_shifts"]!["refusal"] = _refusal;
    }

    public override TextTable Table()
    {
        var table = new TextTable($"role shifts: {_ordered} ordered, {_refused} refused{(_refusal.Length > 0 ? $" ({_refusal})" : "")}, {_unsettled} not settled within {s_longest.TotalSeconds} s", ["seconds", "count", "p50", "p90", "p99", "mean", "max"]);
        table.Add("a shift", Percentiles.Of(_took));
        table.Add("token gap, shift in flight", measures.GapsInWindows.Percentiles());
        table.Add("token gap, no shift", measures.GapsOutsideWindows.Percentiles());
        return table;
    }

    private async Task ShiftAsync(AdminWorker worker, string role, RunClock clock, CancellationToken stop)
    {
        var began = clock.Now;
        measures.Windows!.Open(began);
        try
        {
            var (epoch, refusal) = await admin.ShiftAsync(worker, role, stop);
            if (epoch is null)
            {
                (_refused, _refusal) = (_refused + 1, refusal);
                return;
            }
            _ordered++;
            while (clock.Now - began < s_longest)
            {
                var now = (await admin.WorkersAsync(stop)).FirstOrDefault(w => w.Id == worker.Id && w.Pool == worker.Pool);
                if (now?.IsSettled(epoch.Value) == true)
                {
                    _took.Add(clock.Now - began);
                    return;
                }
                await Task.Delay(s_look, stop);
            }
            _unsettled++;
        }
        finally
        {
            measures.Windows.Close(clock.Now);
        }
    }
}
