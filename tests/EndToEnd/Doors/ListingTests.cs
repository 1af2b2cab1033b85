using System.Net;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Doors;

/// <summary>What a client can learn without asking for an answer.</summary>
[Collection<MixedCollection>]
public sealed class ListingTests(MixedSystem mixed)
{
    private readonly ServingSystem _system = mixed.Running;

    [Theory, InlineData("/health/live"), InlineData("/health/ready")]
    public async Task A_serving_system_is_live_and_ready(string path)
    {
        using var response = await _system.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_models_are_listed_and_shown()
    {
        var list = await _system.Client.ReadAsync("/v1/models");
        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.Equal("end-to-end", Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("end-to-end", (await _system.Client.ReadAsync("/v1/models/end-to-end")).GetProperty("id").GetString());
        using var unknown = await _system.Client.GetAsync("/v1/models/gpt-9");
        await OpenAiErrors.AreAsync(unknown, HttpStatusCode.NotFound, "model_not_found", "gpt-9");
    }

    [Fact]
    public async Task The_worker_is_listed_with_its_blocks()
    {
        var worker = Assert.Single(await _system.Admin.UntilIdleAsync());
        Assert.Equal(("end-to-end", "mixed", "ready"), (worker.Pool, worker.Role, worker.State));
        Assert.True(worker.KvBlocksTotal > 0 && worker.Epoch > 0, worker.ToString());
        Assert.Equal(worker.Id, _system.ProcessOf(worker).Option("--worker-id"));
    }
}
