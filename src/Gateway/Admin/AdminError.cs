using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Admin;

/// <summary>A refusal of the admin API, in the shape that the whole gateway uses; a policy's also lists its violations.</summary>
internal sealed class AdminError(OpenAiError error, ImmutableArray<PolicyViolation> violations = default) : IResult
{
    public static AdminError UnknownPool(string pool) => Of(StatusCodes.Status404NotFound, "pool_not_found", "pool", $"there is no pool {Excerpt.Of(pool)}; GET /admin/pools lists those that are served");

    public static AdminError UnknownWorker(string id) => Of(StatusCodes.Status404NotFound, "worker_not_found", "id", $"there is no worker '{id}'");

    public static AdminError AmbiguousWorker(string id, IEnumerable<string> pools) => Of(StatusCodes.Status409Conflict, "worker_ambiguous", "pool", $"worker '{id}' is in several pools: {string.Join(", ", pools)}; name one with ?pool=");

    public static AdminError UnknownRequest(string id) => Of(StatusCodes.Status404NotFound, "request_not_found", "id", $"nothing is known of a request '{id}'");

    public static AdminError OrderRefused(string reason) => Of(StatusCodes.Status409Conflict, "order_refused", null, reason);

    public static AdminError Conflict(long asked, long current) => Of(StatusCodes.Status412PreconditionFailed, "version_conflict", "If-Match", $"the policy is of version {current}, not {asked}");

    public static AdminError Invalid(ImmutableArray<PolicyViolation> violations) => new(
        Error(StatusCodes.Status422UnprocessableEntity, "invalid_policy", violations[0].Field, string.Join("; ", violations.Select(v => v.Message))), violations);

    public static AdminError NotStored(string reason) => new(Refusals.Unavailable($"nothing has changed: {reason}", TimeSpan.FromSeconds(1)));

    public static AdminError WrongValue(string param, string message) => new(FieldRefusals.Bad("invalid_value", param, message));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (violations.IsDefaultOrEmpty)
        {
            await OpenAiErrorJson.AnswerAsync(httpContext.Response, error, httpContext.RequestAborted);
            return;
        }
        var body = new JsonObject
        {
            ["message"] = error.Message,
            ["type"] = error.Type,
            ["param"] = error.Param,
            ["code"] = error.Code,
            ["violations"] = PolicyJson.From(violations),
        };
        await Results.Json(new JsonObject { ["error"] = body }, statusCode: error.Status).ExecuteAsync(httpContext);
    }

    private static AdminError Of(int status, string code, string? param, string message) => new(Error(status, code, param, message));

    private static OpenAiError Error(int status, string code, string? param, string message) => new(status, Refusals.InvalidRequest, code, param, message);
}
