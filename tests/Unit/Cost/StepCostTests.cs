using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>A step as the sum of its parts.</summary>
public sealed class StepCostTests
{
    [Fact]
    public void A_step_is_the_sum_of_its_parts()
    {
        var hardware = Toy.With(Toy.Perfect.Kernels with { StepSeconds = 3, SamplerSeconds = 0.001, ElementwiseSeconds = 0.01 });
        var cost = new StepCost(Toy.Shape, hardware, ParallelPlan.One);
        var work = StepWork.Prefill(20, 5) + StepWork.Decode(4, 80);
        Assert.Equal(new StepWork(20, 310, 4, 80, 5), work);
        var dense = new DenseCost(Toy.Shape, hardware, ParallelPlan.One);
        var attention = new AttentionCost(Toy.Shape, hardware, ParallelPlan.One, hardware.Kernels.Attention);
        var parts = cost.Parts(work);
        Assert.Equal(new StepParts(3, dense.Layers(24), dense.Head(5), 10 * attention.Layer(work), 0, 0), parts);
        Assert.Equal(parts.Seconds, cost.Seconds(work), 1e-12);
    }

    [Fact]
    public void Nothing_to_do_takes_no_time()
    {
        var cost = new StepCost(Toy.Shape, Toy.With(Toy.Perfect.Kernels with { StepSeconds = 3 }), ParallelPlan.One);
        Assert.Equal(0, cost.Seconds(default));
        Assert.Equal(0, cost.Parts(default).Seconds);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.14)]
    public void Only_mixed_steps_bear_the_penalty(double penalty)
    {
        var (free, borne) = (new StepCost(Toy.Shape, Toy.Perfect, ParallelPlan.One), new StepCost(Toy.Shape, Toy.Perfect, ParallelPlan.One, penalty));
        var (prefill, decode) = (StepWork.Prefill(20), StepWork.Decode(4, 80));
        Assert.Equal(free.Seconds(prefill), borne.Seconds(prefill));
        Assert.Equal(free.Seconds(decode), borne.Seconds(decode));
        Assert.Equal((1 + penalty) * free.Seconds(prefill + decode), borne.Seconds(prefill + decode), 1e-12);
        Assert.Equal(borne.Seconds(prefill + decode), borne.Parts(prefill + decode).Seconds, 1e-12);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_penalty_that_takes_all_the_time_away_is_refused(double penalty) =>
        Assert.Throws<ArgumentException>(() => new StepCost(Toy.Shape, Toy.Perfect, ParallelPlan.One, penalty));

    [Fact]
    public void A_step_grows_with_everything_in_it()
    {
        var random = RandomSeed.New();
        foreach (var hardware in Catalogue.Default.Hardware)
            foreach (var (model, plan) in new[] { ("llama-3-8b", new ParallelPlan(1)), ("llama-3-70b", new ParallelPlan(4)), ("qwen3-235b-a22b", new ParallelPlan(2, 8)) })
            {
                var cost = new StepCost(Catalogue.Default.ModelNamed(model), hardware, plan);
                for (var i = 0; i < 500; i++)
                {
                    var prefill = StepWork.Prefill(random.Next(1, 4096), random.Next(0, 8192));
                    var decode = StepWork.Decode(random.Next(1, 512), random.Next(1, 500_000));
                    Assert.True(cost.Seconds(prefill) > 0);
                    Assert.True(cost.Seconds(prefill) <= cost.Seconds(prefill + decode));
                    Assert.True(cost.Seconds(decode) <= cost.Seconds(decode with { DecodeContext = decode.DecodeContext + random.Next(1, 100_000) }));
                    Assert.True(cost.Seconds(prefill) <= cost.Seconds(prefill with { LogitSequences = prefill.LogitSequences + 100 }));
                }
            }
    }

    [Fact]
    public void Asking_for_the_time_of_a_step_allocates_nothing()
    {
        var cost = new StepCost(Catalogue.Default.ModelNamed("llama-3-70b"), Catalogue.Default.HardwareNamed("rtx-pro-6000"), new ParallelPlan(4));
        var work = StepWork.Prefill(500) + StepWork.Decode(20, 20_000);
        var sum = cost.Seconds(work);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) sum += cost.Seconds(work with { DecodeContext = i });
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(sum > 0);
    }

    [Fact]
    public void The_newer_device_is_the_faster_one_for_a_large_model_in_its_own_numbers()
    {
        var shape = Catalogue.Default.ModelNamed("qwen3-235b-a22b-fp4");
        var work = StepWork.Decode(256, 256 * 4000);
        var seconds = new[] { "b200", "b300", "rubin", "rubin-ultra" }.Select(name => new StepCost(shape, Catalogue.Default.HardwareNamed(name), new ParallelPlan(1, 32)).Parts(work)).Select(p => p.Seconds - p.Communication).ToList();
        Assert.Equal(seconds.OrderDescending(), seconds);
    }
}
