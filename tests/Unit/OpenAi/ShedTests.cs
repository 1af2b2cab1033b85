using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Links;
using Orchestrator.Gateway.Metering;
using Orchestrator.Gateway.OpenAi.Endpoints;
using Orchestrator.Gateway.Startup;
using Orchestrator.Hosting.Security;
using Orchestrator.Hosting.Settings;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Generation;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

/// <summary>Requests that are turned away: what the router says becomes a status, a header and a count.</summary>
public sealed class ShedTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _shed = [];
    private readonly ScriptedPlans _plans = new();
    private readonly WorkerConnections _connections;
    private readonly DrainGate _gate = new();
    private readonly CompletionEndpoint _endpoint;

    public ShedTests()
    {
        _connections = new WorkerConnections(new ClusterSecret("the cluster's"), _clock);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "orchestrator.requests.shed" && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>()) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            lock (_shed) _shed.Add($"{count} {string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}");
        });
        _listener.Start();
        var catalog = ModelCatalog.Load([new PoolSpec("m", GoldenModels.File("end-to-end").Path, 0, 0, 1)], null, _clock);
        var factory = new AnswerFactory(new RequestPlans(_plans, NullLogger<RequestPlans>.Instance), _connections,
            new AnswerMeter(_services.GetRequiredService<IMeterFactory>()), _clock, NullLogger<AnswerFactory>.Instance);
        var options = new GatewayOptions { Port = 1, Context = null, DrainTimeout = TimeSpan.FromSeconds(30), RequestTimeout = TimeSpan.FromSeconds(600), DataFolder = null, AdminKey = "k" };
        _endpoint = new CompletionEndpoint(new AnswerDoor(catalog, factory, _gate, options, new PoolPolicies(catalog, null!, _clock), _clock), _clock);
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(7, "7")]
    [InlineData(7.001, "8")]
    [InlineData(60, "60")]
    public async Task A_full_queue_is_429_and_names_the_time_that_the_router_gave(double retryAfter, string header)
    {
        _plans.ThenRefuse("6 requests are already waiting for a worker of pool m", retryAfter);
        var (status, retry, code, message) = await AskAsync();
        Assert.Equal((429, header, "overloaded", "6 requests are already waiting for a worker of pool m"), (status, retry, code, message));
        Assert.Equal(["1 gen_ai.request.model=m reason=overloaded"], _shed);
    }

    [Fact]
    public async Task A_pool_without_a_worker_is_503()
    {
        _plans.Then(_ => new RoutePlan.Refused("pool m has no worker", TimeSpan.FromSeconds(59.5)) { NoWorker = true });
        Assert.Equal((503, "60", "unavailable", "pool m has no worker"), await AskAsync());
        Assert.Equal(["1 gen_ai.request.model=m reason=unavailable"], _shed);
    }

    [Fact]
    public async Task A_stopping_server_is_503_and_asks_nobody()
    {
        await _gate.CloseAsync();
        Assert.Equal((503, "30", "unavailable", "the server is stopping"), await AskAsync());
        Assert.Equal(["1 gen_ai.request.model=m reason=unavailable"], _shed);
        Assert.Empty(_plans.Asked);
    }

    [Fact]
    public async Task A_request_that_no_worker_can_hold_is_not_asked_to_come_back()
    {
        _plans.ThenRefuse("5050 tokens are needed; the largest worker holds 4096");
        Assert.Equal((500, "", "attempts_exhausted", "5050 tokens are needed; the largest worker holds 4096"), await AskAsync());
        Assert.Equal(["1 gen_ai.request.model=m reason=broken"], _shed);
    }

    [Fact]
    public async Task A_request_whose_time_is_over_before_it_has_a_place_is_504()
    {
        _plans.Then(attempt =>
        {
            _clock.Advance(TimeSpan.FromSeconds(601));
            return new RoutePlan.Wait(attempt, 3, TimeSpan.FromMilliseconds(16));
        });
        var (status, retry, code, _) = await AskAsync();
        Assert.Equal((504, "", "timeout"), (status, retry, code));
        Assert.Equal(["1 gen_ai.request.model=m reason=late"], _shed);
    }

    [Fact]
    public async Task A_request_is_shed_once_whatever_the_number_of_its_answers()
    {
        for (var i = 0; i < 4; i++) _plans.ThenRefuse("full", 2);
        Assert.Equal(429, (await AskAsync(""","n":4""")).Status);
        Assert.Equal(["1 gen_ai.request.model=m reason=overloaded"], _shed);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_itself_is_not_shed()
    {
        Assert.Equal(400, (await AskAsync(""","n":-1""")).Status);
        Assert.Empty(_shed);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _gate.Dispose();
        await _connections.DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task<(int Status, string Retry, string Code, string Message)> AskAsync(string fields = "")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Door.CompletionBody(fields.TrimStart(','))));
        context.Response.Body = new MemoryStream();
        await _endpoint.HandleAsync(context);
        var error = JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray()).RootElement.GetProperty("error");
        return (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString(), error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!);
    }
}
