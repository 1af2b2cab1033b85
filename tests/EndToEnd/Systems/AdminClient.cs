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

    /// <summary>Gives a worker back to the autoscaler.</summary>
    public Task<WorkerRow> ReleaseAsync(string worker) => OrderAsync($"/admin/workers/{worker}/release", new { });

    /// <summary>The JSON of a page that must be there.</summary>
    public Task<JsonElement> GetAsync(string path) => http.GetFromJsonAsync<JsonElement>(path, CancellationToken.None);

    /// <summary>Any call; the whole answer.</summary>
    public async Task<AdminAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? ifMatch = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, type);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await http.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
        return new AdminAnswer((int)response.StatusCode, response.Headers.ETag?.Tag, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>The events from now on, or after an id.</summary>
    public Task<AdminEvents> WatchAsync(string? lastEventId = null) => AdminEvents.OpenAsync(http, lastEventId);

    private async Task<WorkerRow> OrderAsync(string path, object order)
    {
        using var response = await http.PostAsJsonAsync(path, order, CancellationToken.None);
        var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        if (response.StatusCode != HttpStatusCode.Accepted) throw new HttpRequestException($"{(int)response.StatusCode}: {body}", null, response.StatusCode);
        return JsonSerializer.Deserialize<WorkerRow>(body, WorkerRow.Json)!;
    }
}
