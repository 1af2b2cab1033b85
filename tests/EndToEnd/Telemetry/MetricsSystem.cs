using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>Two workers that have served a little and changed a role, and what all processes say of it.</summary>
public sealed class MetricsSystem : IAsyncLifetime
{
    private ServingSystem? _running;
    private IReadOnlyList<Exposition>? _expositions;

    public async ValueTask InitializeAsync()
    {
        _running = await ServingSystem.StartAsync("--model", GoldenModels.File("end-to-end").Path, "--prefill", "1", "--decode", "1");
        await _running.Client.AskAsync(Question.OfTokens(20, 8, seed: 1));
        await _running.Client.AskAsync(Question.OfTokens(200, 8, seed: 2));
        var prefill = await _running.Admin.OnlyAsync("prefill");
        await _running.Admin.ShiftAsync(prefill.Id, "mixed");
        await _running.Admin.UntilAsync("the role is obeyed", workers => workers.Any(w => w.Role == "mixed"));
    }

    /// <summary>All processes, once the gauges that grains set every second are there.</summary>
    internal async Task<IReadOnlyList<Exposition>> ExpositionsAsync() => _expositions ??= await Patience.UntilAsync("grains have set their gauges", async () =>
    {
        var all = await Exposition.AllAsync(_running!);
        var names = all.SelectMany(e => e.Types.Keys).ToHashSet();
        return names.IsSupersetOf(["orchestrator_pool_workers", "orchestrator_kv_index_blocks", "orchestrator_autoscaler_pressure", "orchestrator_role_shift_duration_seconds"]) ? all : null;
    });

    public async ValueTask DisposeAsync()
    {
        if (_running is not null) await _running.DisposeAsync();
    }
}
