using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Admin;

/// <summary>The admin API: what the workers do, and orders to them. Every call needs the admin key.</summary>
internal sealed class AdminEndpoints(ModelCatalog catalog, AdminKey key, IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin").AddEndpointFilter(async (call, next) => await CheckKeyAsync(call.HttpContext) ? await AskAsync(() => next(call)) : Results.Empty);
        admin.MapGet("/workers", async () => new JsonObject { ["workers"] = new JsonArray([.. (await AllAsync()).Select(w => WorkerJson.From(w.Pool, w.Worker))]) });
        admin.MapPost("/workers/{id}/role", (string id, HttpContext context) => ShiftAsync(id, context));
        admin.MapPost("/workers/{id}/drain", (string id) => OrderAsync(id, (pool, worker) => pool.SetDrain(worker, true)));
        admin.MapPost("/workers/{id}/resume", (string id) => OrderAsync(id, (pool, worker) => pool.SetDrain(worker, false)));
        admin.MapPost("/workers/{id}/reset-prefix-cache", (string id) => OrderAsync(id, (pool, worker) => pool.ResetPrefixCache(worker)));
        admin.MapGet("/requests/{id}", ShowRequestAsync);
    }

    private static async ValueTask<object?> AskAsync(Func<ValueTask<object?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return Refuse(Refusals.Unavailable($"the cluster does not answer: {e.Message}", TimeSpan.FromSeconds(1)));
        }
    }

    private async Task<bool> CheckKeyAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (key.Opens(authorization)) return true;
        await OpenAiErrorJson.AnswerAsync(context.Response, authorization.Length == 0 ? Refusals.MissingKey() : Refusals.InvalidKey(), context.RequestAborted);
        return false;
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
        catch (System.Text.Json.JsonException e)
        {
            return Refuse(FieldRefusals.Bad("invalid_json", null, $"the body is not valid JSON: {e.Message}"));
        }
        var asked = body is JsonObject fields && fields["role"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        if (asked is null || char.IsAsciiDigit(asked.FirstOrDefault()) || !Enum.TryParse<WorkerRole>(asked, ignoreCase: true, out var role))
            return Refuse(FieldRefusals.Bad("invalid_value", "role", $"'role' is {asked ?? "missing"}; it must be prefill, decode or mixed"));
        return await OrderAsync(id, (pool, worker) => pool.Shift(worker, role));
    }

    private async Task<IResult> OrderAsync(string id, Func<IGpuPoolGrain, WorkerId, Task<WorkerRecord?>> order)
    {
        foreach (var model in catalog.All)
        {
            if (await order(grains.GetGrain<IGpuPoolGrain>(model.Name), new WorkerId(id)) is { } worker)
                return Results.Json(WorkerJson.From(model.Name, worker), statusCode: StatusCodes.Status202Accepted);
        }
        return Refuse(new OpenAiError(StatusCodes.Status404NotFound, "invalid_request_error", "worker_not_found", "id", $"there is no worker '{id}'"));
    }

    private async Task<IResult> ShowRequestAsync(string id)
    {
        // Clients know the id with the prefix of their endpoint.
        if (Guid.TryParseExact(id[(id.IndexOf('-') + 1)..], "N", out var request))
        {
            foreach (var model in catalog.All)
                if (await grains.GetGrain<IRequestGrain>(RequestGrainKey.For(model.Name, new RequestId(request))).Describe() is { } record)
                    return Results.Json(RequestJson.From(id, record));
        }
        return Refuse(new OpenAiError(StatusCodes.Status404NotFound, "invalid_request_error", "request_not_found", "id", $"nothing is known of a request '{id}'"));
    }

    private static ErrorResult Refuse(OpenAiError error) => new ErrorResult(error);

    private sealed class ErrorResult(OpenAiError error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => OpenAiErrorJson.AnswerAsync(httpContext.Response, error, httpContext.RequestAborted);
    }
}
