using System.Text.Json;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Durability;

/// <summary>Orders and a policy as they were acknowledged, to be found again after a restart.</summary>
internal sealed record StoredOrders(long Version, IReadOnlyList<WorkerRow> Workers)
{
    public const string Pool = "end-to-end";

    public static string Path => $"/admin/pools/{Pool}/policy";

    /// <summary>Changes the policy and both workers' roles; what was acknowledged.</summary>
    public static async Task<StoredOrders> GiveAsync(ServingSystem system, double tpot)
    {
        var answer = await system.Admin.SendAsync(HttpMethod.Patch, Path, $$"""{"tpot_ms":{{tpot}},"mode":"advisory"}""");
        Assert.Equal(200, answer.Status);
        var workers = await system.Admin.WorkersAsync();
        foreach (var worker in workers) await system.Admin.ShiftAsync(worker.Id, worker.DesiredRole == "prefill" ? "decode" : "prefill");
        return new StoredOrders(long.Parse(answer.ETag!.Trim('"'), System.Globalization.CultureInfo.InvariantCulture), await system.Admin.WorkersAsync());
    }

    /// <summary>The policy, roles and holds are as they were acknowledged, and the workers have taken them.</summary>
    public async Task AreFoundAsync(ServingSystem system, double tpot)
    {
        var policy = await system.Admin.SendAsync(HttpMethod.Get, Path);
        Assert.Equal(($"\"{Version}\"", tpot, "advisory"), (policy.ETag, policy.Body.GetProperty("tpot_ms").GetDouble(), policy.Body.GetProperty("mode").GetString()));
        var found = await system.Admin.UntilAsync("all workers have confirmed their orders", workers => workers.All(w => w.State == "ready" && w.ConfirmedEpoch == w.Epoch && w.Role == w.DesiredRole));
        Assert.Equal(Workers.Select(w => (w.Id, w.DesiredRole, w.Epoch, true)), found.Select(w => (w.Id, w.Role, w.Epoch, w.Held)));
    }

    public static async Task<JsonElement> StoreAsync(ServingSystem system) => (await system.Admin.GetAsync("/admin/pools")).GetProperty("pools")[0].GetProperty("store");
}
