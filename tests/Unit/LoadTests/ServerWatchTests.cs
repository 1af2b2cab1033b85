using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Shifts;
using Orchestrator.LoadTests.Watching;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>What a soak sees of a server's processes.</summary>
public sealed class ServerWatchTests
{
    private const string Threads = "# TYPE process_num_threads gauge\nprocess_num_threads ";

    [Fact]
    public async Task Every_process_that_the_server_lists_is_watched_by_its_name()
    {
        await using var worker = await ScriptedServer.StartAsync(context => context.Response.WriteAsync(Threads + "31\n"));
        await using var silo = await ListingAsync($$$"""{"targets":["{{{worker.Url.Authority}}}"],"labels":{"process":"worker","pool":"p","worker":"w0"}}""");
        Assert.Equal("""{"silo":{"missed_looks":0,"process_num_threads":{"first":20,"middle":20,"last":20,"max":20}},"w0":{"missed_looks":0,"process_num_threads":{"first":31,"middle":31,"last":31,"max":31}}}""", await SeenAsync(silo.Url));
    }

    [Fact]
    public async Task A_process_that_is_gone_is_told()
    {
        var worker = await ScriptedServer.StartAsync(context => context.Response.WriteAsync(Threads + "31\n"));
        var authority = worker.Url.Authority;
        await worker.DisposeAsync();
        await using var silo = await ListingAsync($$$"""{"targets":["{{{authority}}}"],"labels":{"process":"worker","worker":"w0"}}""");
        Assert.Equal(1, (int)JsonNode.Parse(await SeenAsync(silo.Url))!["w0"]!["missed_looks"]!);
    }

    [Fact]
    public async Task A_server_that_hangs_does_not_hold_up_the_end()
    {
        var held = new TaskCompletionSource();
        await using var silo = await ScriptedServer.StartAsync(_ => held.Task);
        try
        {
            Assert.Equal("""{"server":{"missed_looks":1}}""", await SeenAsync(silo.Url, TimeSpan.FromMilliseconds(50)));
        }
        finally
        {
            held.SetResult();
        }
    }

    [Fact]
    public async Task A_server_without_a_list_is_watched_itself()
    {
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            if (context.Request.Path == "/metrics") return context.Response.WriteAsync(Threads + "7\n");
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        Assert.Equal(7, (int)JsonNode.Parse(await SeenAsync(server.Url))!["server"]!["process_num_threads"]!["last"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no list")]
    [InlineData("{}")]
    [InlineData("[1, {\"targets\": 3}, {\"targets\": [\"a b\"]}]")]
    public void What_is_no_list_has_no_processes(string? page) => Assert.Empty(MetricTargetList.Read(page));

    // A server that lists itself and others.
    private static Task<ScriptedServer> ListingAsync(string others) => ScriptedServer.StartAsync(context =>
    {
        switch (context.Request.Path)
        {
            case "/metrics": return context.Response.WriteAsync(Threads + "20\n");
            case "/metrics/targets": return context.Response.WriteAsync($$$"""[{"targets":["{{{context.Request.Host}}}"],"labels":{"process":"silo"}},{{{others}}}]""");
            default:
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
        }
    });

    private static async Task<string> SeenAsync(Uri url, TimeSpan? patience = null)
    {
        using var http = ServerConnection.Open(url, key: null);
        using var admin = new AdminClient(url, key: null);
        var watch = new ServerWatch(http, admin, TimeSpan.FromHours(1)) { Patience = patience ?? TimeSpan.FromSeconds(30), Settling = TimeSpan.Zero };
        await watch.EndAsync(new VirtualClock());
        var json = new JsonObject();
        watch.AddTo(json);
        return json["watched"]!.ToJsonString();
    }
}
