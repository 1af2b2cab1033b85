using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Pools;

/// <summary>One data folder keeps the policies and orders of all pools.</summary>
public sealed class KeptPoolsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-e2e-pools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Policies_and_roles_of_two_pools_are_found_again_after_a_restart()
    {
        string[] options = ["--data", _folder, "--pool", $"a={OtherModel.Path},mixed=1", "--pool", $"b={OtherModel.Path},mixed=1"];
        IReadOnlyList<WorkerRow> ordered;
        await using (var system = await ServingSystem.StartAsync(options))
        {
            Assert.Equal(200, (await system.Admin.SendAsync(HttpMethod.Patch, "/admin/pools/a/policy", """{"tpot_ms":41}""")).Status);
            Assert.Equal(200, (await system.Admin.SendAsync(HttpMethod.Patch, "/admin/pools/b/policy", """{"tpot_ms":42}""")).Status);
            await system.Admin.ShiftAsync((await system.Admin.WorkersAsync()).Single(w => w.Pool == "b").Id, "prefill");
            ordered = await system.Admin.WorkersAsync();
            await system.KillAsync();
        }

        await using var again = await ServingSystem.StartAsync(options);
        Assert.Equal((41, 42), (await TpotAsync(again, "a"), await TpotAsync(again, "b")));
        var found = await again.Admin.UntilAsync("all workers have confirmed their orders", workers => workers.All(w => w.State == "ready" && w.ConfirmedEpoch == w.Epoch));
        Assert.Equal(["mixed", "prefill"], found.Select(w => w.Role));
        Assert.Equal(ordered.Select(w => (w.Id, w.DesiredRole, w.Epoch)), found.Select(w => (w.Id, w.Role, w.Epoch)));
    }

    private static async Task<int> TpotAsync(ServingSystem system, string pool) => (await system.Admin.GetAsync($"/admin/pools/{pool}/policy")).GetProperty("tpot_ms").GetInt32();
}
