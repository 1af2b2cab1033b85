using Microsoft.Extensions.Configuration;
using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Settings;
using Orchestrator.Silo.Startup;
using Orchestrator.Silo.Supervision;
using Xunit;

namespace Orchestrator.Unit.Supervision;

/// <summary>The workers that one command starts for several pools share one machine.</summary>
public sealed class WorkerSpecTests
{
    private static readonly IReadOnlyList<WorkerSpec> s_workers = All("--pool", "a=/m/x.gguf,prefill=2,decode=1", "--pool", "a-0=/m/x.gguf,mixed=2", "--pool", "c=/m/y.gguf");

    [Fact]
    public void Each_pool_has_its_roles_and_its_own_model() => Assert.Equal(
        [("a", WorkerRole.Prefill, "/m/x.gguf"), ("a", WorkerRole.Prefill, "/m/x.gguf"), ("a", WorkerRole.Decode, "/m/x.gguf"), ("a-0", WorkerRole.Mixed, "/m/x.gguf"), ("a-0", WorkerRole.Mixed, "/m/x.gguf"),
            ("c", WorkerRole.Prefill, "/m/y.gguf"), ("c", WorkerRole.Decode, "/m/y.gguf")],
        s_workers.Select(w => (w.Pool, w.Role, After("--model", w))));

    [Fact]
    public void No_two_workers_have_the_same_name() => Assert.Equal(s_workers.Count, s_workers.DistinctBy(w => w.Id).Count());

    [Fact]
    public void Threads_and_memory_are_shared_by_the_workers_of_all_pools() => Assert.All(s_workers, w =>
    {
        Assert.Equal("7", After("--local-workers", w));
        Assert.Equal(Math.Max(1, (Environment.ProcessorCount - 1) / 7).ToString(System.Globalization.CultureInfo.InvariantCulture), After("--threads", w));
        Assert.Equal((w.Id.Value, w.Pool), (After("--worker-id", w), After("--pool", w)));
    });

    private static string After(string option, WorkerSpec worker) => worker.Arguments.SkipWhile(a => a != option).ElementAt(1);

    private static IReadOnlyList<WorkerSpec> All(params string[] arguments)
    {
        var given = CommandLineSettings.Read("test", SiloOptions.Settings, arguments, out _)!;
        var reader = new SettingReader(new ConfigurationBuilder().AddInMemoryCollection(given).Build(), SiloOptions.Settings);
        return WorkerSpec.All(SiloOptions.Read(reader), new ClusterOptions("id", 1, 2, "secret"));
    }
}
