using Orchestrator.EndToEnd.Apart;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Durability;

/// <summary>The silo is killed in the middle of a shift: streams finish, workers keep their lives, and what holds afterwards is what was stored.</summary>
public sealed class KilledInAShiftTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-e2e-shift-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Roles_and_epochs_agree_with_the_stored_ones_also_with_data_from_long_ago()
    {
        await using var parts = await PartsApart.StartAsync(SlowModel.Path, "--data", _folder);
        var question = Question.OfTokens(40, 500, 1) with { Model = SlowModel.Name };
        var quiet = await parts.Client.AskAsync(question);
        var log = Path.Combine(_folder, "pools.log");
        var before = Assert.Single(await parts.Admin.WorkersAsync());
        await Patience.UntilAsync("the worker's orders are stored", async () => (await parts.Admin.GetAsync("/admin/pools")).GetProperty("pools")[0].GetProperty("store").GetProperty("unsaved").GetBoolean() ? null : "yes");
        var longAgo = await File.ReadAllBytesAsync(log, CancellationToken.None);

        using var stream = await parts.Client.OpenAsync(question);
        await stream.ReadAsync(pieces: 8);
        var ordered = await parts.Admin.ShiftAsync(before.Id, "decode");
        Assert.Equal((before.Epoch + 1, "decode"), (ordered.Epoch, ordered.DesiredRole));
        await KillSiloAsync(parts);
        Assert.Equal(quiet.Choices, (await stream.ToEndAsync()).Choices);

        await parts.ReplaceSiloAsync();
        await AgreesAsync(parts, before.Life, "decode", ordered.Epoch);

        // The data of before the shift comes back: the worker knows better, and is not refused as stale.
        await KillSiloAsync(parts);
        await File.WriteAllBytesAsync(log, longAgo, CancellationToken.None);
        await parts.ReplaceSiloAsync();
        await AgreesAsync(parts, before.Life, "decode", ordered.Epoch);
        await parts.UntilReadyAsync();
        Assert.Equal(quiet.Choices, (await parts.Client.AskAsync(question)).Choices);
        Assert.Equal(ordered.Epoch + 1, (await parts.Admin.ShiftAsync(before.Id, "mixed")).Epoch);
    }

    private static async Task KillSiloAsync(PartsApart parts)
    {
        parts.Silo.Signal(Signals.Kill);
        await parts.Silo.EndAsync();
    }

    private static Task<string> AgreesAsync(PartsApart parts, string life, string role, long epoch) => Patience.UntilAsync($"the same life has role {role} under epoch {epoch}", async () =>
    {
        try
        {
            return (await parts.Admin.WorkersAsync()).Any(w => w.Life == life && w.Role == role && w.DesiredRole == role && w.Epoch == epoch && w.ConfirmedEpoch == epoch) ? "yes" : null;
        }
        catch (HttpRequestException)
        {
            // The gateway has not found the new silo yet.
            return null;
        }
    });
}
