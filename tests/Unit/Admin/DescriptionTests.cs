using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Admin;
using Orchestrator.Gateway.Catalog;
using Xunit;

namespace Orchestrator.Unit.Admin;

/// <summary>The description of the admin API is kept by hand, and says what the program does.</summary>
public sealed class DescriptionTests
{
    private static readonly JsonElement s_api = JsonSerializer.Deserialize<JsonElement>(AdminDocs.Read(AdminDocs.Description));

    [Fact]
    public async Task Every_call_is_described_and_nothing_else()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var catalog = ModelCatalog.Load([], null, TimeProvider.System);
        new AdminEndpoints(new AdminKey("k", null), new PoolEndpoints(catalog, null!), new WorkerEndpoints(catalog, null!), new RequestEndpoints(catalog, null!), new DecisionEndpoints(catalog, null!), new EventsEndpoint(catalog, null!, null!, TimeProvider.System)).Map(app);
        var mapped = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).Cast<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}"));
        var described = s_api.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}"));
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_policys_fields_and_defaults_are_those_of_the_program() => AssertDescribes(Schema("Policy"), JsonSerializer.SerializeToElement(PolicyJson.From(PoolPolicy.Default)));

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        foreach (var target in References(s_api).Distinct())
        {
            var at = s_api;
            foreach (var step in target.Split('/').Skip(1)) Assert.True(at.TryGetProperty(step, out at), target);
        }
    }

    private static JsonElement Schema(string name) => s_api.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static void AssertDescribes(JsonElement schema, JsonElement value)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return;
        Assert.Equal(value.EnumerateObject().Select(p => p.Name).Order(), properties.EnumerateObject().Select(p => p.Name).Order());
        foreach (var property in properties.EnumerateObject())
        {
            var actual = value.GetProperty(property.Name);
            if (actual.ValueKind == JsonValueKind.Object) AssertDescribes(property.Value, actual);
            else if (property.Value.TryGetProperty("default", out var fallback)) Assert.Equal(fallback.ToString(), actual.ToString());
            else Assert.Equal(JsonValueKind.Null, actual.ValueKind);
        }
    }

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p.NameEquals("$ref") ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
