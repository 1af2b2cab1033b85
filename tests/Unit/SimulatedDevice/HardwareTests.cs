using Orchestrator.Hosting.Settings;
using Orchestrator.Policies.Cost;
using Orchestrator.Workers.Model.Simulated;
using Xunit;

namespace Orchestrator.Unit.SimulatedDevice;

/// <summary>What a simulated worker stands for, from its profile's name.</summary>
public sealed class HardwareTests
{
    [Fact]
    public void A_profile_has_the_times_the_memory_and_the_link_of_its_hardware()
    {
        var (shape, hardware, plan) = (Catalogue.Default.ModelNamed("llama-3-70b"), Catalogue.Default.HardwareNamed("h100"), new ParallelPlan(4));
        var simulated = Of("h100/llama-3-70b/tp4");
        var work = StepWork.Prefill(500) + StepWork.Decode(8, 9000);
        Assert.Equal(new StepCost(shape, hardware, plan).Seconds(work), simulated.Times.Seconds(work));
        Assert.Equal(MemoryRoom.KvTokens(shape, hardware, plan), simulated.KvTokens);
        Assert.Equal(shape.KvBytesPerToken, simulated.KvBytesPerToken);
        Assert.Equal(shape.KvBytesPerToken / (4 * hardware.NetworkBandwidth), simulated.LinkSecondsPerToken);
    }

    [Theory]
    [InlineData("abacus/llama-3-8b", "abacus")]
    [InlineData("h100/parrot", "parrot")]
    [InlineData("h100/llama-3-70b", "no memory")]
    [InlineData("h100/llama-3-8b/tp5", "5 devices")]
    [InlineData("h100/llama-3-8b/tp0", "at least 1")]
    [InlineData("h100/llama-3-8b/4", "tpN")]
    [InlineData("h100", "HARDWARE/MODEL")]
    public void A_profile_that_cannot_be_is_named(string profile, string named)
    {
        var error = Assert.Throws<WrongUseException>(() => Of(profile));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(profile, error.Message, StringComparison.Ordinal);
    }

    private static SimulatedHardware Of(string profile) => SimulatedHardware.Of(new() { Profile = profile, Step = null }, SimulatedDevices.Model.Config);
}
