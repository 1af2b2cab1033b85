using System.Text.Json.Nodes;
using Orchestrator.LoadTests.Report;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Running;
using Orchestrator.LoadTests.Shifts;

namespace Orchestrator.LoadTests.Watching;

/// <summary>Looks at a server now and then while a load runs: memory, handles, threads and activations of /metrics, and KV blocks that running work holds. What cannot be seen is left out.</summary>
internal sealed class ServerWatch(HttpClient http, AdminClient admin, TimeSpan every) : Companion
{
    private const string Held = "kv_blocks_referenced";

    // Workers tell their state a few times a second, and notice within a step that a client has gone.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<string, List<(TimeSpan At, double Value)>> _seen = new(StringComparer.Ordinal);

    /// <summary>Names and what was seen of each, in the order of time.</summary>
    public IReadOnlyDictionary<string, List<(TimeSpan At, double Value)>> Seen => _seen;

    public override async Task RunAsync(RunClock clock, CancellationToken stop)
    {
        while (true)
        {
            await LookAsync(clock, stop);
            await Task.Delay(every, stop);
        }
    }

    // Once more when all is done: what is held now is held for ever.
    public override async Task EndAsync(RunClock clock)
    {
        await Task.Delay(s_settled);
        await LookAsync(clock, CancellationToken.None);
    }

    public override void AddTo(JsonObject json)
    {
        var watched = new JsonObject();
        foreach (var (name, seen) in _seen)
            watched[name] = new JsonObject { ["first"] = seen[0].Value, ["middle"] = seen[seen.Count / 2].Value, ["last"] = seen[^1].Value, ["max"] = seen.Max(s => s.Value) };
        json["watched"] = watched;
    }

    public override TextTable? Table()
    {
        if (_seen.Count == 0) return null;
        var table = new TextTable("watched on the server, from before the first request to after the last answer", ["gauge", "first", "middle", "last", "max"]);
        foreach (var (name, seen) in _seen) table.Add(name, Number(seen[0].Value), Number(seen[seen.Count / 2].Value), Number(seen[^1].Value), Number(seen.Max(s => s.Value)));
        return table;
    }

    private static string Number(double value) => value.ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture);

    private async Task LookAsync(RunClock clock, CancellationToken stop)
    {
        var at = clock.Now;
        try
        {
            using var response = await http.GetAsync("metrics", stop);
            if (response.IsSuccessStatusCode)
                foreach (var (name, value) in MetricLine.Watched(await response.Content.ReadAsStringAsync(stop))) Add(name, at, value);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // A look that fails is no look; requests tell whether the server is there.
        }
        try
        {
            Add(Held, at, (await admin.WorkersAsync(stop)).Sum(w => w.KvReferenced));
        }
        catch (ServerException)
        {
            // No key, or no such call.
        }
    }

    private void Add(string name, TimeSpan at, double value)
    {
        if (!_seen.TryGetValue(name, out var list)) _seen[name] = list = [];
        list.Add((at, value));
    }
}
