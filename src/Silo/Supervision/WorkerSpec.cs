using System.Globalization;
using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Settings;
using Orchestrator.Silo.Startup;

namespace Orchestrator.Silo.Supervision;

/// <summary>One worker to keep running: who it is and how it is started.</summary>
public sealed record WorkerSpec(WorkerId Id, string Pool, WorkerRole Role, IReadOnlyList<string> Arguments)
{
    /// <summary>The workers of all pools. Ids are stable over restarts: host, pool and slot.</summary>
    public static IReadOnlyList<WorkerSpec> All(SiloOptions options, ClusterOptions cluster) =>
    [
        .. options.Pools.SelectMany(pool => Roles(pool).Select((role, slot) =>
        {
            var id = new WorkerId($"{Environment.MachineName}-{pool.Name}-{slot}");
            return new WorkerSpec(id, pool.Name, role, [
                "--supervised", "--worker-id", id.Value, "--pool", pool.Name, "--model", pool.ModelPath, "--role", role.ToString().ToLowerInvariant(),
                "--cluster-id", cluster.ClusterId, "--client-port", Text(cluster.ClientPort), "--threads", Text(options.Threads), "--local-workers", Text(options.Pools.Sum(p => p.Workers)), .. options.WorkerArguments]);
        })),
    ];

    private static IEnumerable<WorkerRole> Roles(PoolSpec pool) =>
        Enumerable.Repeat(WorkerRole.Prefill, pool.Prefill).Concat(Enumerable.Repeat(WorkerRole.Decode, pool.Decode)).Concat(Enumerable.Repeat(WorkerRole.Mixed, pool.Mixed));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
