using System.Net.Http.Json;
using System.Text.Json;
using Orchestrator.EndToEnd.Processes;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A client of the admin API that has its key.</summary>
internal sealed class AdminClient(HttpClient http)
{
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

    /// <summary>Waits until no worker has anything to do and none holds a block.</summary>
    public Task<IReadOnlyList<WorkerRow>> UntilIdleAsync() => UntilAsync("all workers are idle and hold no block", workers => workers.All(w => w.IsIdle));

    /// <summary>The number of attempts that a request took, over all its choices.</summary>
    public async Task<int> AttemptsAsync(string request) => (await http.GetFromJsonAsync<JsonElement>($"/admin/requests/{request}", CancellationToken.None)).GetProperty("attempts").GetArrayLength();
}
