using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Unit.LoadTests;

/// <summary>An HTTP server in this process that does what a test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<ScriptedServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new ScriptedServer(app);
    }

    /// <summary>A chunk with one token.</summary>
    public static Task TokenAsync(HttpContext context, bool isLast = false) =>
        EventAsync(context, $$"""{"choices":[{"index":0,"text":" a","finish_reason":{{(isLast ? "\"length\"" : "null")}}}]}""");

    /// <summary>Usage and the end.</summary>
    public static async Task EndAsync(HttpContext context, int prompt, int answer, int cached = 0)
    {
        await EventAsync(context, $$$"""{"choices":[],"usage":{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{answer}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}} } } }""");
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }

    public static Task EventAsync(HttpContext context, string json) => context.Response.WriteAsync($"data: {json}\n\n");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
