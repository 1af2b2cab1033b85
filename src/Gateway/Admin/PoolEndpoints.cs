using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Scaling;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.OpenAi.Requests;

namespace Orchestrator.Gateway.Admin;

/// <summary>Pools, their policies, and who changed what.</summary>
internal sealed class PoolEndpoints(ModelCatalog catalog, IGrainFactory grains)
{
    private const string PatchType = "application/merge-patch+json";
    private const int MostEntries = 1000;

    // A patch without If-Match is made again when somebody else was faster; with so many others there is something wrong.
    private const int Attempts = 5;

    private static readonly RequestLimits s_limits = new() { BodyBytes = 1 << 20, Values = 20_000, Depth = 8 };

    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/pools", ListAsync);
        admin.MapGet("/pools/{pool}/policy", ShowAsync);
        admin.MapPut("/pools/{pool}/policy", (string pool, HttpContext context) => ChangeAsync(pool, context, isPatch: false));
        admin.MapPatch("/pools/{pool}/policy", (string pool, HttpContext context) => ChangeAsync(pool, context, isPatch: true));
        admin.MapPost("/pools/{pool}/policy:dry-run", TryAsync);
        admin.MapGet("/audit", AuditAsync);
    }

    private async Task<JsonObject> ListAsync()
    {
        var pools = new JsonArray();
        foreach (var model in catalog.All) pools.Add(PoolJson.From(model.Name, await Pool(model.Name).Describe()));
        return new JsonObject { ["pools"] = pools };
    }

    private async Task<IResult> ShowAsync(string pool, HttpContext context) =>
        catalog.TryFind(pool, out _) ? Answer(context, await Pool(pool).Policy()) : AdminError.UnknownPool(pool);

    private async Task<IResult> ChangeAsync(string pool, HttpContext context, bool isPatch)
    {
        if (!catalog.TryFind(pool, out _)) return AdminError.UnknownPool(pool);
        if (!AdminCall.TryReadMatch(context, out var match)) return AdminError.WrongValue("If-Match", "If-Match must be * or a version in quotes, as ETag shows it");
        if ((await ReadBodyAsync(context)).TryGet(out var body, out var broken) is false) return new AdminError(broken);
        for (var attempt = 1; ; attempt++)
        {
            var current = await Pool(pool).Policy();
            if (match is { } asked && asked != current.Version) return AdminError.Conflict(asked, current.Version);
            var (policy, form) = PolicyReader.Read(isPatch ? Merge(current, body) : body);
            if (!form.IsEmpty) return AdminError.Invalid(All(form, await Pool(pool).Preview(policy)));
            switch (await Pool(pool).SetPolicy(policy, match ?? (isPatch ? current.Version : null), AdminCall.SourceOf(context)))
            {
                case PolicyAnswer.Stored stored: return Answer(context, stored.Document);
                case PolicyAnswer.Invalid invalid: return AdminError.Invalid(invalid.Violations);
                case PolicyAnswer.NotStored failed: return AdminError.NotStored(failed.Reason);
                case PolicyAnswer.Conflict conflict when match is not null || attempt == Attempts: return AdminError.Conflict(match ?? current.Version, conflict.Current.Version);
            }
        }
    }

    private async Task<IResult> TryAsync(string pool, HttpContext context)
    {
        if (!catalog.TryFind(pool, out _)) return AdminError.UnknownPool(pool);
        if ((await ReadBodyAsync(context)).TryGet(out var body, out var broken) is false) return new AdminError(broken);
        var isPatch = context.Request.ContentType?.StartsWith(PatchType, StringComparison.OrdinalIgnoreCase) == true;
        var (policy, form) = PolicyReader.Read(isPatch ? Merge(await Pool(pool).Policy(), body) : body);
        var preview = await Pool(pool).Preview(policy);
        var violations = All(form, preview);
        var decision = violations.IsEmpty ? await grains.GetGrain<IAutoscalerGrain>(pool).Preview(policy) : null;
        return Results.Json(PolicyJson.From(pool, preview, violations, decision));
    }

    private async Task<IResult> AuditAsync(string? pool, int? limit)
    {
        if (limit is < 1 or > MostEntries) return AdminError.WrongValue("limit", $"'limit' is {limit}; it must be between 1 and {MostEntries}");
        if (pool is not null && !catalog.TryFind(pool, out _)) return AdminError.UnknownPool(pool);
        var entries = new List<(string Pool, AuditEntry Entry)>();
        foreach (var model in catalog.All.Where(m => pool is null || m.Name == pool))
            foreach (var entry in await Pool(model.Name).Audit(limit ?? 100)) entries.Add((model.Name, entry));
        return Results.Json(new JsonObject { ["entries"] = new JsonArray([.. entries.OrderByDescending(e => e.Entry.At).Take(limit ?? 100).Select(e => PoolJson.From(e.Pool, e.Entry))]) });
    }

    private static async Task<Parsed<JsonElement>> ReadBodyAsync(HttpContext context) =>
        (await RequestBody.ReadAsync(context.Request, s_limits, context.RequestAborted)).TryGet(out var bytes, out var broken)
            ? JsonBody.Parse(bytes, s_limits, root => root.Copy())
            : broken;

    private static JsonElement Merge(PoolPolicyDocument current, JsonElement patch) =>
        JsonSerializer.SerializeToElement(MergePatch.Apply(PolicyJson.From(current.Policy), JsonObject.Create(patch)));

    // A field that could not be read has its default's value in the policy, so what the pool says of it is about something else.
    private static ImmutableArray<PolicyViolation> All(ImmutableArray<PolicyViolation> form, PolicyPreview preview) =>
        [.. form, .. preview.Violations.Where(v => !form.Any(f => f.Field == v.Field))];

    private static IResult Answer(HttpContext context, PoolPolicyDocument document)
    {
        context.Response.Headers.ETag = AdminCall.Tag(document.Version);
        if (document.ChangedAt is { } changed) context.Response.Headers.LastModified = changed.ToString("R");
        return Results.Json(PolicyJson.From(document.Policy));
    }

    private IGpuPoolGrain Pool(string name) => grains.GetGrain<IGpuPoolGrain>(name);
}
