using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>One system with a pool for each of the trained models in the data folder; started by the first test that finds them there.</summary>
public sealed class TrainedModels : IAsyncLifetime
{
    internal const string Folder = "folder";

    private Task<ServingSystem>? _started;

    /// <summary>The running system; skips the calling test where there is no data folder.</summary>
    internal Task<ServingSystem> StartedAsync()
    {
        string[] pools =
        [
            $"stories260K-f32={SharedData.Unzipped("models/stories260K/stories260K-f32.gguf")}",
            $"stories260K-f16={SharedData.Path("models/stories260K/stories260K-f16.gguf")}",
            $"tinystories-656K-f32={SharedData.Unzipped("models/tinystories-656K/tinystories-656K-f32.gguf")}",
            $"tinystories-656K-f16={SharedData.Path("models/tinystories-656K/tinystories-656K-f16.gguf")}",
            $"{Folder}={SharedData.Path("models/tinystories-656K")}",
        ];
        return _started ??= ServingSystem.StartAsync([.. pools.SelectMany(pool => new[] { "--pool", $"{pool},mixed=1" })]);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_started is not null) await (await _started).DisposeAsync();
    }
}
