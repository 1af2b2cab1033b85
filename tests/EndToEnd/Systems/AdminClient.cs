using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.EndToEnd.Processes;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A client of the admin API that has its key.</summary>
internal sealed class AdminClient(HttpClient http)
{
    // Workers report every 150 ms; a report may be on its way.
    private static readonly TimeSpan s_report = TimeSpan.FromMilliseconds(300);

    public async Task<IReadOnlyList<WorkerRow>> WorkersAsync()
    {
        var body = await http.GetFromJsonAsync<JsonElement>("/admin/workers", CancellationToken.None);
        return body.GetProperty("workers").Deserialize<WorkerRow[]>(WorkerRow.Json)!;
    }

    /// <summary>The only worker of a role.</summary>
    public async Task<WorkerRow> OnlyAsync(string role) => (await WorkersAsync()).Single(w => w.Role == role);

    /// <summary>Waits until the workers are as wanted.</summary>
    public async Task<IReadOnlyList<WorkerRow>> UntilAsync(string what, Func<IReadOnlyList<WorkerRow>, bool> wanted)
    {
        IReadOnlyList<WorkerRow> seen = [];
        return await Patience.UntilAsync(what, async () => wanted(seen = await WorkersAsync()) ? seen : null, () => string.Join(", ", seen));
    }

    /// <summary>Waits until no worker has anything to do and none holds a block, by reports that are younger than this call.</summary>
    public Task<IReadOnlyList<WorkerRow>> UntilIdleAsync()
    {
        var clock = Stopwatch.StartNew();
        return UntilAsync("all workers are idle and hold no block", workers => workers.All(w => w.IsIdle && clock.Elapsed.TotalSeconds - w.SecondsSinceRenewed > s_report.TotalSeconds));
    }

    /// <summary>Orders another role; the worker as the answer shows it.</summary>
    public Task<WorkerRow> ShiftAsync(string worker, string role) => OrderAsync($"/admin/workers/{worker}/role", new { role });

    public Task<WorkerRow> DrainAsync(string worker) => OrderAsync($"/admin/workers/{worker}/drain", new { });

    public Task<WorkerRow> ResetPrefixCacheAsync(string worker) => OrderAsync($"/admin/workers/{worker}/reset-prefix-cache", new { });

    public Task<WorkerRow> ResumeAsync(string worker) => OrderAsync($"/admin/workers/{worker}/resume", new { });

    /// <summary>The life of a request whose choices have all ended: the gateway tells of their ends a moment after the client.</summary>
    public async Task<JsonElement> LifeAsync(string request, int choices = 1)
    {
        JsonElement life = default;
        await Patience.UntilAsync($"{choices} choices of {request} have ended", async () =>
            (life = await http.GetFromJsonAsync<JsonElement>($"/admin/requests/{request}", CancellationToken.None)).GetProperty("outcomes").GetArrayLength() >= choices ? "yes" : null, () => life.ToString());
        return life;
    }

    /// <summary>The number of attempts that a request took, over all its choices.</summary>
    public async Task<int> AttemptsAsync(string request) => (await http.GetFromJsonAsync<JsonElement>($"/admin/requests/{request}", CancellationToken.None)).GetProperty("attempts").GetArrayLength();

    private async Task<WorkerRow> OrderAsync(string path, object order)
    {
        using var response = await http.PostAsJsonAsync(path, order, CancellationToken.None);
        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        if (response.StatusCode != HttpStatusCode.Accepted) throw new HttpRequestException($"{(int)response.StatusCode}: {body}", null, response.StatusCode);
        return JsonSerializer.Deserialize<WorkerRow>(body, WorkerRow.Json)!;
    }
}
