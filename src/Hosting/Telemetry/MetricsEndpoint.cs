using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Hosting.Telemetry;

/// <summary>GET /metrics, in Prometheus' text form, whatever the client would like better.</summary>
public static class MetricsEndpoint
{
    private const string Path = "/metrics";

    /// <summary>Serves the process' numbers. Call it before other endpoints are mapped.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path == Path, scrape => scrape.Use(RenameAsync));
        app.MapPrometheusScrapingEndpoint(Path);
    }

    private static async Task RenameAsync(HttpContext context, RequestDelegate next)
    {
        // In OpenMetrics a name may not end in _total unless it counts, and the exporter cuts it off: vLLM has a histogram of such a name. Every client takes the plain text.
        context.Request.Headers.Accept = "text/plain";
        var wire = context.Response.Body;
        using var told = new MemoryStream();
        context.Response.Body = told;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }
        var renamed = EngineNames.OnTheWire(told.GetBuffer().AsSpan(0, (int)told.Length));
        if (context.Response.ContentLength is not null) context.Response.ContentLength = renamed.Length;
        await wire.WriteAsync(renamed, context.RequestAborted);
    }
}
