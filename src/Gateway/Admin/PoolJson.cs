using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Admin;

/// <summary>Pools, their changes and their events as the admin API shows them.</summary>
internal static class PoolJson
{
    public static JsonObject From(string name, PoolRecord pool) => new()
    {
        ["name"] = name,
        ["mode"] = EnumText.Of(pool.Policy.Policy.Mode),
        ["policy_version"] = pool.Policy.Version,
        ["policy_changed_at"] = pool.Policy.ChangedAt?.ToString("O"),
        ["policy_changed_by"] = pool.Policy.Version == 0 ? null : pool.Policy.ChangedBy,
        ["budget_workers"] = pool.Policy.Policy.Budget.Workers,
        ["workers"] = new JsonObject(Enum.GetValues<WorkerRole>().Select(role => KeyValuePair.Create<string, JsonNode?>(EnumText.Of(role), ByState(pool, role)))),
        ["store"] = new JsonObject
        {
            ["kind"] = pool.Store.Kind,
            ["place"] = pool.Store.Place,
            ["healthy"] = pool.Store is { LastError: null, Damages.IsEmpty: true },
            ["unsaved"] = pool.Store.Unsaved,
            ["last_error"] = pool.Store.LastError,
            ["damages"] = new JsonArray([.. pool.Store.Damages.Select(d => JsonValue.Create(d))]),
        },
    };

    public static JsonObject From(string pool, AuditEntry entry) => new()
    {
        ["pool"] = pool,
        ["number"] = entry.Number,
        ["at"] = entry.At.ToString("O"),
        ["by"] = entry.By,
        ["action"] = entry.Action,
        ["worker"] = entry.Worker,
        ["detail"] = entry.Detail,
        [entry.Worker is null ? "version_before" : "epoch_before"] = entry.Before,
        [entry.Worker is null ? "version_after" : "epoch_after"] = entry.After,
    };

    public static JsonObject From(string pool, PoolEvent happened) => new()
    {
        ["pool"] = pool,
        ["event"] = EnumText.Of(happened.Kind),
        ["at"] = happened.At.ToString("O"),
        ["worker"] = happened.Worker,
        ["role"] = happened.Role is { } role ? EnumText.Of(role) : null,
        [happened.Worker is null ? "version" : "epoch"] = happened.Epoch,
        ["by"] = happened.By.Length == 0 ? null : happened.By,
    };

    // Counted by the desired role: that is what limits and minima speak of.
    private static JsonObject ByState(PoolRecord pool, WorkerRole role)
    {
        var workers = pool.Workers.Where(w => w.DesiredRole == role).ToList();
        var json = new JsonObject { ["total"] = workers.Count };
        foreach (var state in workers.GroupBy(w => w.Status.State).OrderBy(g => g.Key)) json[EnumText.Of(state.Key)] = state.Count();
        return json;
    }
}
