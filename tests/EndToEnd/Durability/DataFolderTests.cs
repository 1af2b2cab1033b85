using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Goldens;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Durability;

/// <summary>With --data, what was acknowledged outlives every process, and a damaged file.</summary>
public sealed class DataFolderTests : IDisposable
{
    private static readonly GoldenModel s_model = GoldenModels.File("end-to-end");

    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-e2e-data-").FullName;

    private string Log => Path.Combine(_folder, "pools.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Policies_roles_and_epochs_outlive_everything_also_a_torn_end_and_damage()
    {
        StoredOrders first;
        await using (var system = await StartAsync())
        {
            first = await StoredOrders.GiveAsync(system, tpot: 40);
            await RefusesASecondSiloAsync();
            await system.KillAsync();
        }

        // A write that the power cut in the middle: it was never acknowledged.
        await File.AppendAllTextAsync(Log, "$REC", CancellationToken.None);
        StoredOrders second;
        await using (var system = await StartAsync())
        {
            await first.AreFoundAsync(system, tpot: 40);
            Assert.Equal(("file", true), (await StoredOrders.StoreAsync(system) is var store ? store.GetProperty("kind").GetString() : "", store.GetProperty("healthy").GetBoolean()));
            second = await StoredOrders.GiveAsync(system, tpot: 30);
            Assert.Equal(first.Version + 1, second.Version);
            Assert.All(second.Workers.Zip(first.Workers), pair => Assert.Equal(pair.Second.Epoch + 1, pair.First.Epoch));
            await system.KillAsync();
        }

        // The last record has a wrong bit: the one before it counts, and no number of what may be lost is given out again.
        var bytes = await File.ReadAllBytesAsync(Log, CancellationToken.None);
        bytes[^5] ^= 4;
        await File.WriteAllBytesAsync(Log, bytes, CancellationToken.None);
        await using (var system = await StartAsync())
        {
            var store = await StoredOrders.StoreAsync(system);
            Assert.False(store.GetProperty("healthy").GetBoolean());
            Assert.Contains("was damaged", store.GetProperty("damages")[0].GetString(), StringComparison.Ordinal);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Log + ".damaged-1", CancellationToken.None));
            var third = await StoredOrders.GiveAsync(system, tpot: 20);
            Assert.True(third.Version > second.Version, $"version {third.Version} after {second.Version}");
            Assert.All(third.Workers.Zip(second.Workers), pair => Assert.True(pair.First.Epoch > pair.Second.Epoch, $"{pair.First} after {pair.Second}"));
            await third.AreFoundAsync(system, tpot: 20);
            Expected.ToBe(s_model["sentence"], await system.Client.AskAsync(Question.For(s_model["sentence"])));
        }
    }

    private Task<ServingSystem> StartAsync() => ServingSystem.StartAsync("--model", s_model.Path, "--data", _folder);

    private async Task RefusesASecondSiloAsync()
    {
        await using var second = RunningProcess.Start(Programs.Silo, ["--model", s_model.Path, "--data", _folder, "--port", FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Assert.Equal(2, await second.EndAsync());
        Assert.Contains($"the data folder {_folder} is used by another silo", Assert.Single(second.Errors), StringComparison.Ordinal);
    }
}
