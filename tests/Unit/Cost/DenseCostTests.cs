using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>Matrices and elementwise work, beside arithmetic by hand.</summary>
public sealed class DenseCostTests
{
    [Fact]
    public void Few_tokens_take_the_time_to_read_the_weights()
    {
        // 12,000 weights of 2 bytes at 1 MB/s: 24 ms a layer, 240 ms in all; the fourth power leaves a millionth of the corner.
        var cost = new DenseCost(Toy.Shape, Toy.With(Toy.Perfect.Kernels) with { Bf16Flops = 1e9 }, ParallelPlan.One);
        Assert.Equal(0.24, cost.Layers(1), 1e-6);
        Assert.Equal(0.01, cost.Head(1), 1e-6);
    }

    [Fact]
    public void Many_tokens_take_the_time_to_compute_them()
    {
        var cost = new DenseCost(Toy.Shape, Toy.Perfect with { MemoryBandwidth = 1e12 }, ParallelPlan.One);
        Assert.Equal(1000 * Toy.Shape.MatmulFlopPerToken / 1e6, cost.Layers(1000), 1e-6);
    }

    [Fact]
    public void At_the_corner_a_product_takes_the_fourth_root_of_two_times_either()
    {
        // One token: 2 FLOP at 1 MFLOP/s, 2 bytes at 1 MB/s per weight.
        var cost = new DenseCost(Toy.Shape, Toy.Perfect, ParallelPlan.One);
        Assert.Equal(0.24 * Math.Pow(2, 0.25), cost.Layers(1), 1e-9);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 7)]
    public void Every_product_starts_once(bool fused, int products)
    {
        var kernels = Toy.Perfect.Kernels with { FusedProjections = fused };
        var none = new DenseCost(Toy.Shape, Toy.With(kernels), ParallelPlan.One).Layers(3);
        var with = new DenseCost(Toy.Shape, Toy.With(kernels with { MatmulSeconds = 1 }), ParallelPlan.One).Layers(3);
        Assert.Equal(10 * products, with - none, 1e-9);
    }

    [Fact]
    public void Elementwise_work_moves_the_residual_stream_and_the_wide_vectors()
    {
        var kernels = Toy.Perfect.Kernels with { ElementwiseSeconds = 0.5, HiddenTraffic = 3, SplitTraffic = 2 };
        var cost = new DenseCost(Toy.Shape, Toy.With(kernels), ParallelPlan.One);
        // 7 tokens: 3 x 4 x 100 x 2 bytes, and 2 x (2 x (2 + 1) x 10 + 3 x 20) x 2 bytes.
        Assert.Equal(0.5 + 7 * (2400 + 480) / 1e6, cost.Elementwise(7, 20), 1e-12);
        // Over two devices the wide part halves. The single KV head is held by both: 2 x (2 + 2) x 10 + 60.
        Assert.Equal(0.5 + 7 * (2400 + 280) / 1e6, new DenseCost(Toy.Shape, Toy.With(kernels), new ParallelPlan(2)).Elementwise(7, 20), 1e-12);
    }

    [Fact]
    public void The_sampler_takes_its_time_per_sequence_and_word() =>
        Assert.Equal(3 * 50 * 0.001, new DenseCost(Toy.Shape, Toy.With(Toy.Perfect.Kernels with { SamplerSeconds = 0.001 }), ParallelPlan.One).Sampler(3), 1e-12);

    [Fact]
    public void Narrow_weights_are_read_faster_and_computed_at_their_own_rate()
    {
        var (wide, narrow) = (Cost(Toy.Shape), Cost(Toy.Shape with { BytesPerWeight = 0.5 }));
        // Far from the corner: a quarter of the bytes, a quarter of the time; four times the rate.
        Assert.Equal(4, wide.Layers(0.001) / narrow.Layers(0.001), 1e-6);
        Assert.Equal(4, wide.Layers(1e6) / narrow.Layers(1e6), 1e-6);
        static DenseCost Cost(ModelShape shape) => new(shape, Toy.Perfect, ParallelPlan.One);
    }

    [Fact]
    public void Experts_are_read_as_often_as_they_are_touched_and_divided_over_their_devices()
    {
        var fast = Toy.Perfect with { Bf16Flops = 1e15 };
        var layer = 6000 * 2 / 1e6;
        // 10 attentions, 2 dense blocks, 8 routers, 8 shared experts, and 8 times the touched experts of 3,000 weights.
        var rest = 10 * layer + 2 * 6000 * 2 / 1e6 + 8 * (800 + 1500) * 2 / 1e6;
        Assert.Equal(rest + 8 * 2 * 6000 / 1e6, new DenseCost(Toy.Mixture, fast, ParallelPlan.One).Layers(1), 1e-9);
        Assert.Equal(rest + 8 * 3.5 * 6000 / 1e6, new DenseCost(Toy.Mixture, fast, ParallelPlan.One).Layers(2), 1e-9);
        // Four devices hold two experts each; all else they hold whole.
        Assert.Equal(rest + 8 * 3.5 * 6000 / 1e6 / 4, new DenseCost(Toy.Mixture, fast, new ParallelPlan(1, 4)).Layers(2), 1e-9);
    }
}
