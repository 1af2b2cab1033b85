using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>The same tokens from kernels that were not written for this processor.</summary>
public sealed class OtherDevicesTests
{
    [Fact]
    public async Task Ilgpu_on_the_processor_says_what_llama_cpp_says()
    {
        var model = GoldenModels.File("end-to-end");
        await using var system = await ServingSystem.StartAsync("--model", model.Path, "--mixed", "1", "--device", "ilgpu-cpu");
        Expected.ToBe(model["short"], await system.Client.StreamAsync(Question.For(model["short"])));
    }
}
