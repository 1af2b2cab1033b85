using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Hosting.Processes;

/// <summary>The host that every process starts from: settings from appsettings.json, then the environment, then the command line; logs on standard error.</summary>
public static class ProcessHost
{
    /// <summary>Environment variables start with this: ORCHESTRATOR_Gateway__Port.</summary>
    public const string EnvironmentPrefix = "ORCHESTRATOR_";

    /// <param name="given">Pairs from the command line.</param>
    public static WebApplicationBuilder CreateBuilder(IReadOnlyDictionary<string, string?> given)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(given);
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss.fff ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning)
            // Calls that find no silo are told by whoever makes them, in a line; these tell each attempt with its stack.
            .AddFilter("Polly", LogLevel.None).AddFilter("Orleans.Messaging", LogLevel.Critical)
            // Its first check counts from the start of the machine and always warns.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        return builder;
    }
}
