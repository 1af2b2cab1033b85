using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>The verb router: how long a request waits for its plan, through a real silo in a process of its own.</summary>
internal static class MeasureRouter
{
    // As shells count a program that Ctrl-C has ended.
    private const int Interrupted = 130;

    public static string Help { get; } = $"""
        usage: bench router [options]

        Starts a silo as a second process, fills its index of KV blocks, and has requests placed through it.

          --workers N        workers of the pool; this process plays them and the gateway (default 64)
          --blocks N         different blocks in the index, all in one shard (default 1000000)
          --prompt-tokens N  tokens of every prompt, at least 32 (default 8192)
          --rate N           requests per second whose added latency is measured (default 500)
          --seconds N        how long they come; saturation takes as long again (default 10)
          --shards N         shards of the index (default 4); the prompts all begin alike, so that one of them does the work
          --rule NAME        {string.Join(", ", RuleNames.All)} (default {RuleNames.All[0]})
          --server-gc BOOL   the silo's garbage collector: true for one heap and thread per core (default false)
          --seed N           of the random prompts and times (default 1)
        """;

    public static int Run(Arguments arguments)
    {
        if (arguments.Take("--part") is not { } part) return MeasureAsync(RouterBenchOptions.Read(arguments)).GetAwaiter().GetResult();
        return part == "silo" ? SiloPart.Run(arguments) : throw new WrongUseException($"--part {part} is not silo");
    }

    private static async Task<int> MeasureAsync(RouterBenchOptions options)
    {
        using var silo = await SiloProcess.StartAsync(options);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddClusterClient(silo.Cluster);
        using var host = builder.Build();
        await host.StartAsync();
        // The host takes signals for itself; with this process ends the silo.
        using var interrupted = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => Environment.Exit(Interrupted));
        try
        {
            var figures = await new RouterPhases(host.Services.GetRequiredService<IClusterClient>(), options).RunAsync();
            Console.WriteLine(figures.ToJson(options).ToJsonString());
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            throw new FailedMeasurementException($"the silo does not answer: {e.Message}", e);
        }
        return 0;
    }
}
