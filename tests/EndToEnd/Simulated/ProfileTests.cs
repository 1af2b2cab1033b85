using System.Globalization;
using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Simulated;

/// <summary>A simulated worker stands for the hardware that it is told to be, or says why it cannot.</summary>
public sealed class ProfileTests
{
    [Fact]
    public async Task A_mixed_worker_serves_as_the_default_hardware()
    {
        await using var system = await ServingSystem.StartAsync("--device", "simulated", "--mixed", "1", "--prefill", "0", "--decode", "0", "--simulated-speed", "4", "--model", SlowModel.Path);
        var question = Calm.Ask(200, 20, 1).Sampled(5);
        Assert.Equal((await system.Client.AskAsync(question)).Choices, (await system.Client.StreamAsync(question)).Choices);
        Assert.Equal("simulated (h100/llama-3-8b, 4 times as fast)", (await system.Admin.GetAsync("/admin/workers")).GetProperty("workers")[0].GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("--simulated-step", "--device", "simd", "--simulated-step", "20ms")]
    [InlineData("one of them", "--device", "simulated", "--simulated-step", "20ms", "--simulated-profile", "h100/llama-3-8b")]
    public async Task A_start_that_cannot_be_says_why(string named, params string[] options)
    {
        await using var silo = RunningProcess.Start(Programs.Silo, ["--model", SlowModel.Path, "--port", FreePort.Next().ToString(CultureInfo.InvariantCulture), .. options]);
        Assert.Equal(2, await silo.EndAsync());
        Assert.Contains(named, Assert.Single(silo.Errors, line => line.StartsWith("error: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
