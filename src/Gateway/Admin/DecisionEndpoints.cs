using System.Text.Json.Nodes;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Gateway.Catalog;

namespace Orchestrator.Gateway.Admin;

/// <summary>Why the autoscaler did what it did.</summary>
internal sealed class DecisionEndpoints(ModelCatalog catalog, IGrainFactory grains)
{
    private const int MostEntries = 1000;

    public void Map(IEndpointRouteBuilder admin) => admin.MapGet("/decisions", ListAsync);

    private async Task<IResult> ListAsync(string? pool, int? limit)
    {
        if (limit is < 1 or > MostEntries) return AdminError.WrongValue("limit", $"'limit' is {limit}; it must be between 1 and {MostEntries}");
        if (pool is not null && !catalog.TryFind(pool, out _)) return AdminError.UnknownPool(pool);
        var entries = new List<(string Pool, ScalingRecord Record)>();
        foreach (var model in catalog.All.Where(m => pool is null || m.Name == pool))
            foreach (var record in await grains.GetGrain<IAutoscalerGrain>(model.Name).Decisions(limit ?? 100)) entries.Add((model.Name, record));
        return Results.Json(new JsonObject { ["decisions"] = new JsonArray([.. entries.OrderByDescending(e => e.Record.At).Take(limit ?? 100).Select(e => DecisionJson.From(e.Pool, e.Record))]) });
    }
}
