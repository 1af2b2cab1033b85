using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.LoadTests.Running;

namespace Orchestrator.LoadTests.SelfCheck;

/// <summary>An OpenAI-compatible server whose delays are known: it answers at fixed times after a request's arrival, and keeps account of when it really did.</summary>
internal sealed class KnownServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KnownDelays _delays;
    private readonly RunClock _clock;
    private readonly DueTimes _due;
    private readonly Func<TimeSpan, bool> _counts;

    private KnownServer(WebApplication app, KnownDelays delays, RunClock clock, Func<TimeSpan, bool> counts) => (_app, _delays, _clock, _due, _counts) = (app, delays, clock, new DueTimes(clock), counts);

    public ServerAccount Account { get; } = new();

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="delays">What it does.</param>
    /// <param name="clock">The run's; the stall's times are its.</param>
    /// <param name="counts">Whether a request that arrives at a time is kept account of.</param>
    public static async Task<KnownServer> StartAsync(KnownDelays delays, RunClock clock, Func<TimeSpan, bool> counts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new KnownServer(app, delays, clock, counts);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _due.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var arrived = _clock.Now;
        if (context.Request.Path == "/v1/models")
        {
            await context.Response.WriteAsync("""{"object":"list","data":[{"id":"known","object":"model"}]}""", context.RequestAborted);
            return;
        }
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var tokens = body.RootElement.GetProperty("max_tokens").GetInt32();
        var prompt = body.RootElement.GetProperty("prompt").GetArrayLength();
        context.Response.ContentType = "text/event-stream";
        var first = _delays.FirstAt(arrived);
        var sent = new TimeSpan[tokens];
        for (var i = 0; i < tokens; i++)
        {
            await _due.At(first + i * _delays.Between);
            sent[i] = _clock.Now;
            var finish = i == tokens - 1 ? "\"length\"" : "null";
            await context.Response.WriteAsync($$"""data: {"choices":[{"index":0,"text":" t{{i}}","finish_reason":{{finish}}}]}""" + "\n\n", context.RequestAborted);
        }
        if (_counts(arrived)) Account.Add(arrived, sent);
        await context.Response.WriteAsync($$$"""data: {"choices":[],"usage":{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{tokens}}},"total_tokens":{{{prompt + tokens}}}}}""" + "\n\ndata: [DONE]\n\n", context.RequestAborted);
    }
}
