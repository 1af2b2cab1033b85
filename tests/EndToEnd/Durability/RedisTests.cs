using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Goldens;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Durability;

/// <summary>With --redis, what was acknowledged outlives every process of ours; while Redis is away, nothing is acknowledged and everything runs.</summary>
public sealed class RedisTests
{
    private static readonly GoldenModel s_model = GoldenModels.File("end-to-end");

    [Fact]
    public async Task Policies_roles_and_epochs_outlive_everything_and_an_absent_Redis_stops_only_changes()
    {
        using var redis = await RedisServer.StartAsync();
        StoredOrders orders;
        await using (var system = await StartAsync(redis))
        {
            orders = await StoredOrders.GiveAsync(system, tpot: 40);
            await system.KillAsync();
        }
        redis.Kill();
        await redis.RestartAsync();
        await using (var system = await StartAsync(redis))
        {
            await orders.AreFoundAsync(system, tpot: 40);
            Assert.Equal(("redis", redis.Address), (await StoredOrders.StoreAsync(system) is var store ? store.GetProperty("kind").GetString() : "", store.GetProperty("place").GetString()));

            redis.Kill();
            var refused = await system.Admin.SendAsync(HttpMethod.Patch, StoredOrders.Path, """{"tpot_ms":5}""");
            Assert.Equal((503, "unavailable"), (refused.Status, refused.Code));
            Assert.Contains("redis", refused.Message, StringComparison.Ordinal);
            await orders.AreFoundAsync(system, tpot: 40);
            Expected.ToBe(s_model["sentence"], await system.Client.AskAsync(Question.For(s_model["sentence"])));

            await redis.RestartAsync();
            AdminAnswer? changed = null;
            await Patience.UntilAsync("Redis is there again", async () => (changed = await system.Admin.SendAsync(HttpMethod.Patch, StoredOrders.Path, """{"tpot_ms":5}""")).Status == 200 ? "yes" : null, () => $"{changed}");
            Assert.Equal($"\"{orders.Version + 1}\"", changed!.ETag);
        }
    }

    [Fact]
    public async Task A_Redis_that_is_not_there_is_one_clear_line()
    {
        var nobody = $"127.0.0.1:{FreePort.Next()}";
        await using var silo = RunningProcess.Start(Programs.Silo, ["--model", s_model.Path, "--redis", nobody, "--port", $"{FreePort.Next()}"]);
        Assert.Equal(2, await silo.EndAsync());
        Assert.StartsWith("error: --redis", Assert.Single(silo.Errors), StringComparison.Ordinal);
    }

    private static Task<ServingSystem> StartAsync(RedisServer redis) => ServingSystem.StartAsync("--model", s_model.Path, "--redis", redis.Address);
}
