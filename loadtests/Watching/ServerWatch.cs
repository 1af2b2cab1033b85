using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.LoadTests.Report;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Orchestrator.LoadTests.Shifts;

namespace Orchestrator.LoadTests.Watching;

/// <summary>
/// Looks at all processes of a server now and then while a load runs: memory, handles, threads and activations of each one's /metrics, and KV blocks that running work holds. The processes are
/// those that /metrics/targets lists; of a server without it, the one that is loaded. A process that does not answer is told.
/// </summary>
internal sealed class ServerWatch(HttpClient http, AdminClient admin, TimeSpan every) : Companion
{
    private const string Held = "kv_blocks_referenced", Server = "server";

    /// <summary>A look that takes longer has seen nothing: a server that hangs must not hold up the end of the run.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the last answer to the last look: workers tell their state a few times a second, and notice within a step that a client has gone.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(2);

    private readonly List<WatchedProcess> _processes = [];
    // KV blocks are the workers' together.
    private readonly WatchedProcess _pools = new("all workers", new Uri("admin/workers", UriKind.Relative));

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<WatchedProcess> Processes => [.. _processes, .. _pools.Seen.Count > 0 ? [_pools] : Array.Empty<WatchedProcess>()];

    public override async Task RunAsync(RunClock clock, CancellationToken stop)
    {
        while (true)
        {
            await LookAsync(stop);
            await Task.Delay(every, stop);
        }
    }

    // Once more when all is done: what is held now is held for ever.
    public override async Task EndAsync(RunClock clock)
    {
        await Task.Delay(Settling);
        await LookAsync(CancellationToken.None);
    }

    public override void AddTo(JsonObject json)
    {
        var watched = new JsonObject();
        foreach (var process in Processes)
        {
            var gauges = new JsonObject { ["missed_looks"] = process.Missed };
            foreach (var (name, seen) in process.Seen)
                gauges[name] = new JsonObject { ["first"] = seen[0], ["middle"] = seen[seen.Count / 2], ["last"] = seen[^1], ["max"] = seen.Max() };
            watched[process.Name] = gauges;
        }
        json["watched"] = watched;
    }

    public override TextTable? Table()
    {
        if (Processes.All(process => process is { Seen.Count: 0, Missed: 0 })) return null;
        var table = new TextTable("watched on the server, from before the first request to after the last answer", ["process", "gauge", "first", "middle", "last", "max"]);
        foreach (var process in Processes)
        {
            foreach (var (name, seen) in process.Seen) table.Add(process.Name, name, Number(seen[0]), Number(seen[seen.Count / 2]), Number(seen[^1]), Number(seen.Max()));
            if (process.Missed > 0) table.Add(process.Name, "looks that saw nothing", "", "", "", Number(process.Missed));
        }
        return table;
    }

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private async Task LookAsync(CancellationToken stop)
    {
        await FindAsync(stop);
        await Task.WhenAll(_processes.Select(process => LookAtAsync(process, stop)));
        using var limit = Limit(stop);
        try
        {
            _pools.Add(Held, (await admin.WorkersAsync(limit.Token)).Sum(w => w.KvReferenced));
        }
        catch (Exception e) when (e is ServerException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // No key, or no such call.
        }
    }

    // Workers may come while the load runs; those that went are still looked for.
    private async Task FindAsync(CancellationToken stop)
    {
        var page = await ReadAsync(new Uri("metrics/targets", UriKind.Relative), stop);
        foreach (var (name, metrics) in MetricTargetList.Read(page))
            if (_processes.All(process => process.Metrics != metrics)) _processes.Add(new WatchedProcess(name, metrics));
        if (_processes.Count == 0) _processes.Add(new WatchedProcess(Server, new Uri("metrics", UriKind.Relative)));
    }

    private async Task LookAtAsync(WatchedProcess process, CancellationToken stop)
    {
        if (await ReadAsync(process.Metrics, stop) is not { } page) process.Missed++;
        else foreach (var (name, value) in MetricLine.Watched(page)) process.Add(name, value);
    }

    // Null when there is nothing to read.
    private async Task<string?> ReadAsync(Uri address, CancellationToken stop)
    {
        using var limit = Limit(stop);
        try
        {
            using var response = await http.GetAsync(address, limit.Token);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(limit.Token) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }

    private CancellationTokenSource Limit(CancellationToken stop)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        return limit;
    }
}
