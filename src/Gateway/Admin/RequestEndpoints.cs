using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Catalog;

namespace Orchestrator.Gateway.Admin;

/// <summary>The life of a request.</summary>
internal sealed class RequestEndpoints(ModelCatalog catalog, IGrainFactory grains)
{
    public void Map(IEndpointRouteBuilder admin) => admin.MapGet("/requests/{id}", ShowAsync);

    private async Task<IResult> ShowAsync(string id)
    {
        // Clients know the id with the prefix of their endpoint.
        if (Guid.TryParseExact(id[(id.IndexOf('-') + 1)..], "N", out var request))
        {
            foreach (var model in catalog.All)
                if (await grains.GetGrain<IRequestGrain>(RequestGrainKey.For(model.Name, new RequestId(request))).Describe() is { } record)
                    return Results.Json(RequestJson.From(id, record));
        }
        return AdminError.UnknownRequest(id);
    }
}
