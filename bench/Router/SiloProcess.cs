using System.Diagnostics;
using System.Globalization;
using Orchestrator.Bench.Llama;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Security;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Bench.Router;

/// <summary>A silo in a process of its own, as this process sees it. It ends with this one, however this one ends.</summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private SiloProcess(Process process, ClusterOptions cluster) => (_process, Cluster) = (process, cluster);

    /// <summary>How to reach it.</summary>
    public ClusterOptions Cluster { get; }

    /// <summary>Starts it and waits until it can be called. Throws <see cref="FailedMeasurementException"/> when it ends before.</summary>
    public static async Task<SiloProcess> StartAsync(RouterBenchOptions options)
    {
        var (file, first) = ChildProcess.Self;
        // Its input is held open and never written to: its end tells the child of ours.
        var start = new ProcessStartInfo(file) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var word in first.Concat(["router", "--part", "silo", "--shards", options.Shards.ToString(CultureInfo.InvariantCulture), "--rule", RuleNames.Of(options.Rule)])) start.ArgumentList.Add(word);
        var secret = ClusterSecret.Generate();
        start.Environment[ClusterOptions.SecretVariable] = secret;
        start.Environment["DOTNET_gcServer"] = options.ServerGc ? "1" : "0";
        var process = Process.Start(start) ?? throw new FailedMeasurementException($"{file} cannot be started");
        try
        {
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience) is { } line)
            {
                if (line.Split(' ') is not [SiloPart.Ready, var cluster, var port]) continue;
                return new SiloProcess(process, new ClusterOptions(cluster, 0, int.Parse(port, CultureInfo.InvariantCulture), secret));
            }
            throw new FailedMeasurementException("the silo ended before it could be called");
        }
        catch (Exception e)
        {
            process.Kill();
            process.Dispose();
            throw e is TimeoutException ? new FailedMeasurementException($"the silo cannot be called after {s_patience.TotalSeconds} s", e) : e;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
