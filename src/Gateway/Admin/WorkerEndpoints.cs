using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Admin;

/// <summary>The workers of all pools, and a person's orders to them.</summary>
internal sealed class WorkerEndpoints(ModelCatalog catalog, IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/workers", ListAsync);
        admin.MapPost("/workers/{id}/role", ShiftAsync);
        admin.MapPost("/workers/{id}/drain", (string id, string? pool, HttpContext context) => OrderAsync(id, pool, (grain, worker) => grain.SetDrain(worker, true, AdminCall.SourceOf(context))));
        admin.MapPost("/workers/{id}/resume", (string id, string? pool, HttpContext context) => OrderAsync(id, pool, (grain, worker) => grain.SetDrain(worker, false, AdminCall.SourceOf(context))));
        admin.MapPost("/workers/{id}/release", (string id, string? pool, HttpContext context) => OrderAsync(id, pool, (grain, worker) => grain.Release(worker, AdminCall.SourceOf(context))));
        admin.MapPost("/workers/{id}/reset-prefix-cache", (string id, string? pool) => OrderAsync(id, pool, async (grain, worker) =>
            await grain.ResetPrefixCache(worker) is { } record ? new OrderAnswer.Ordered(record) : new OrderAnswer.Unknown()));
    }

    private async Task<IResult> ListAsync(string? pool) => pool is not null && !catalog.TryFind(pool, out _)
        ? AdminError.UnknownPool(pool)
        : Results.Json(new JsonObject { ["workers"] = new JsonArray([.. (await WorkersAsync(pool)).Select(w => WorkerJson.From(w.Pool, w.Worker))]) });

    private async Task<List<(string Pool, WorkerRecord Worker)>> WorkersAsync(string? pool)
    {
        var found = new List<(string, WorkerRecord)>();
        foreach (var name in catalog.Names.Where(n => pool is null || n == pool))
            foreach (var worker in await Pool(name).Workers()) found.Add((name, worker));
        return found;
    }

    private async Task<IResult> ShiftAsync(string id, string? pool, HttpContext context)
    {
        JsonNode? body;
        try
        {
            body = await JsonNode.ParseAsync(context.Request.Body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }, cancellationToken: context.RequestAborted);
        }
        catch (JsonException e)
        {
            return new AdminError(FieldRefusals.Bad("invalid_json", null, $"the body is not valid JSON: {e.Message}"));
        }
        var asked = body is JsonObject fields && fields["role"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        if (asked is null || !EnumText.TryParse<WorkerRole>(asked, out var role)) return AdminError.WrongValue("role", $"'role' is {asked ?? "missing"}; it must be prefill, decode or mixed");
        return await OrderAsync(id, pool, (grain, worker) => grain.Shift(worker, role, AdminCall.SourceOf(context)));
    }

    // Two pools may each have a worker of the same name; an order is for one of them.
    private async Task<IResult> OrderAsync(string id, string? pool, Func<IGpuPoolGrain, WorkerId, Task<OrderAnswer>> order)
    {
        if (pool is not null && !catalog.TryFind(pool, out _)) return AdminError.UnknownPool(pool);
        var worker = new WorkerId(id);
        var pools = (await WorkersAsync(pool)).Where(w => w.Worker.Status.Life.Worker == worker).Select(w => w.Pool).ToList();
        if (pools.Count == 0) return AdminError.UnknownWorker(id);
        if (pools.Count > 1) return AdminError.AmbiguousWorker(id, pools);
        return await order(Pool(pools[0]), worker) switch
        {
            OrderAnswer.Ordered ordered => Results.Json(WorkerJson.From(pools[0], ordered.Worker), statusCode: StatusCodes.Status202Accepted),
            OrderAnswer.Refused refused => AdminError.OrderRefused(refused.Reason),
            OrderAnswer.NotStored failed => AdminError.NotStored(failed.Reason),
            _ => AdminError.UnknownWorker(id),
        };
    }

    private IGpuPoolGrain Pool(string name) => grains.GetGrain<IGpuPoolGrain>(name);
}
