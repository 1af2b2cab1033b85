using Orchestrator.Hosting.Cluster;

namespace Orchestrator.Silo.Supervision;

/// <summary>Starts the workers of this machine and keeps them running. Registered after Orleans, so it stops before it.</summary>
internal sealed class WorkerSupervisor(IReadOnlyList<WorkerSpec> workers, WorkerProgram program, ClusterOptions cluster, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<WorkerSupervisor> logger)
    : BackgroundService
{
    /// <summary>Why the system cannot run at all; null while it can.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var running = workers.Select(spec => Task.Run(() => new SupervisedWorker(spec, program, cluster.Secret, time, logger).RunAsync(ending.Token), CancellationToken.None)).ToList();
        try
        {
            // Each runs until it is cancelled; the first that ends by itself cannot be kept running.
            await await Task.WhenAny(running);
        }
        catch (Exception e)
        {
            Failure = e;
            lifetime.StopApplication();
        }
        await ending.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
