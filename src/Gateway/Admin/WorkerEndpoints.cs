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
        admin.MapGet("/workers", async () => new JsonObject { ["workers"] = new JsonArray([.. (await AllAsync()).Select(w => WorkerJson.From(w.Pool, w.Worker))]) });
        admin.MapPost("/workers/{id}/role", (string id, HttpContext context) => ShiftAsync(id, context));
        admin.MapPost("/workers/{id}/drain", (string id, HttpContext context) => OrderAsync(id, (pool, worker) => pool.SetDrain(worker, true, AdminCall.SourceOf(context))));
        admin.MapPost("/workers/{id}/resume", (string id, HttpContext context) => OrderAsync(id, (pool, worker) => pool.SetDrain(worker, false, AdminCall.SourceOf(context))));
        admin.MapPost("/workers/{id}/release", (string id, HttpContext context) => OrderAsync(id, (pool, worker) => pool.Release(worker, AdminCall.SourceOf(context))));
        admin.MapPost("/workers/{id}/reset-prefix-cache", (string id) => OrderAsync(id, async (pool, worker) =>
            await pool.ResetPrefixCache(worker) is { } record ? new OrderAnswer.Ordered(record) : new OrderAnswer.Unknown()));
    }

    private async Task<List<(string Pool, WorkerRecord Worker)>> AllAsync()
    {
        var all = new List<(string, WorkerRecord)>();
        foreach (var model in catalog.All)
            foreach (var worker in await grains.GetGrain<IGpuPoolGrain>(model.Name).Workers()) all.Add((model.Name, worker));
        return all;
    }

    private async Task<IResult> ShiftAsync(string id, HttpContext context)
    {
        JsonNode? body;
        try
        {
            body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException e)
        {
            return new AdminError(FieldRefusals.Bad("invalid_json", null, $"the body is not valid JSON: {e.Message}"));
        }
        var asked = body is JsonObject fields && fields["role"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        if (asked is null || !EnumText.TryParse<WorkerRole>(asked, out var role)) return AdminError.WrongValue("role", $"'role' is {asked ?? "missing"}; it must be prefill, decode or mixed");
        return await OrderAsync(id, (pool, worker) => pool.Shift(worker, role, AdminCall.SourceOf(context)));
    }

    private async Task<IResult> OrderAsync(string id, Func<IGpuPoolGrain, WorkerId, Task<OrderAnswer>> order)
    {
        foreach (var model in catalog.All)
        {
            switch (await order(grains.GetGrain<IGpuPoolGrain>(model.Name), new WorkerId(id)))
            {
                case OrderAnswer.Ordered ordered: return Results.Json(WorkerJson.From(model.Name, ordered.Worker), statusCode: StatusCodes.Status202Accepted);
                case OrderAnswer.Refused refused: return AdminError.OrderRefused(refused.Reason);
                case OrderAnswer.NotStored failed: return AdminError.NotStored(failed.Reason);
            }
        }
        return AdminError.UnknownWorker(id);
    }
}
