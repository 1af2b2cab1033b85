using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>What fits, and what it draws.</summary>
public sealed class MemoryRoomTests
{
    [Fact]
    public void Keys_and_values_get_what_the_weights_leave()
    {
        // 0.9 MB less 130,000 + 10 x 200 + 100 weights of 2 bytes; a token takes 10 x 2 x 10 x 2 bytes.
        Assert.Equal(132_100, Toy.Shape.Parameters);
        Assert.Equal((900_000 - 264_200) / 400, MemoryRoom.KvTokens(Toy.Shape, Toy.Perfect, ParallelPlan.One));
    }

    [Fact]
    public void A_model_that_does_not_fit_has_no_room() =>
        Assert.Equal(0, MemoryRoom.KvTokens(Catalogue.Default.ModelNamed("llama-3-70b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One));

    [Fact]
    public void Devices_share_weights_and_a_kv_head_that_cannot_be_split_is_held_twice()
    {
        Assert.Equal((900_000 - 132_100) / 400, MemoryRoom.KvTokens(Toy.Shape, Toy.Perfect, new ParallelPlan(2)));
        Assert.Equal(2 * (900_000 - 132_100) / 800, MemoryRoom.KvTokens(Toy.Shape with { KvHeads = 2, BytesPerWeight = 264_200.0 / (Toy.Shape with { KvHeads = 2 }).Parameters }, Toy.Perfect, new ParallelPlan(2)));
    }

    [Fact]
    public void Spread_experts_lie_on_one_device_each_and_all_else_on_every_replica()
    {
        var experts = 2.0 * 8 * 8 * 3000;
        Assert.Equal(Toy.Mixture.WeightBytes - experts + experts / 4, MemoryRoom.WeightBytesPerDevice(Toy.Mixture, new ParallelPlan(1, 4)), 1e-6);
        Assert.Equal(Toy.Mixture.WeightBytes / 2, MemoryRoom.WeightBytesPerDevice(Toy.Mixture, new ParallelPlan(2)), 1e-6);
    }

    [Fact]
    public void Energy_is_full_power_in_steps_and_idle_power_between()
    {
        var energy = new Energy(Toy.Perfect, devices: 4, facility: 1.5);
        Assert.Equal(3000, energy.BusyWatts);
        Assert.Equal(600, energy.IdleWatts);
        Assert.Equal(3000 * 10 + 600 * 5, energy.Joules(10, 5));
    }
}
