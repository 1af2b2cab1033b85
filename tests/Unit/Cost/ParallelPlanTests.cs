using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>Several devices under one model: who computes what, and what they tell each other.</summary>
public sealed class ParallelPlanTests
{
    [Fact]
    public void Tensor_parallel_devices_split_experts_too_unless_these_are_spread()
    {
        var split = new ParallelPlan(4);
        Assert.Equal((4, 1, 4), (split.Devices, split.Replicas, split.ExpertDevices));
        var spread = new ParallelPlan(2, 8);
        Assert.Equal((8, 4, 8), (spread.Devices, spread.Replicas, spread.ExpertDevices));
    }

    [Theory]
    [InlineData(0, 1, "at least 1")]
    [InlineData(1, 0, "at least 1")]
    [InlineData(4, 2, "expert-parallel size 2 is not a multiple of the tensor-parallel size 4")]
    public void Sizes_that_make_no_plan_are_refused(int tensor, int expert, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new ParallelPlan(tensor, expert)).Message);

    [Theory]
    [InlineData("llama-3-8b", 3, 1, "llama-3-8b has 32 heads, which 3 devices cannot share evenly")]
    [InlineData("llama-3-8b", 1, 2, "llama-3-8b has 0 experts, which 2 devices cannot share evenly")]
    [InlineData("qwen3-235b-a22b", 1, 3, "qwen3-235b-a22b has 128 experts, which 3 devices cannot share evenly")]
    public void A_plan_that_does_not_fit_the_model_is_refused(string model, int tensor, int expert, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new StepCost(Catalogue.Default.ModelNamed(model), Catalogue.Default.HardwareNamed("h100"), new ParallelPlan(tensor, expert))).Message);

    [Theory]
    [InlineData(2, 1e5)]
    [InlineData(4, 1e5)]
    [InlineData(8, 1e4)]
    public void An_all_reduce_moves_twice_the_vector_less_one_share_over_the_link_or_outside_a_domain_the_network(int size, double bandwidth)
    {
        var shape = Toy.Shape with { Heads = 8, KvHeads = 8 };
        var bytes = 2.0 * (size - 1) / size * 100 * 2 * 30;
        Assert.Equal(10 * 2 * (0.01 + bytes / bandwidth), new CommunicationCost(shape, Toy.Perfect with { CollectiveSeconds = 0.01 }, new ParallelPlan(size)).Step(30), 1e-9);
    }

    [Fact]
    public void One_device_tells_nobody()
    {
        Assert.Equal(0, new CommunicationCost(Toy.Mixture, Toy.Perfect, ParallelPlan.One).Step(1000));
        Assert.Equal(0, new CommunicationCost(Toy.Mixture, Toy.Perfect, new ParallelPlan(1, 4)).Step(0));
    }

    [Fact]
    public void Each_token_goes_once_to_every_device_with_one_of_its_experts_and_back()
    {
        // 2 experts over 4 devices: 1.75 holders, of which 3 in 4 are another device. 8 layers; 20 of 80 tokens are a device's own.
        var bytes = 20 * 200 * 1.75 * 0.75;
        Assert.Equal(8 * 2 * bytes / 1e5, new CommunicationCost(Toy.Mixture, Toy.Perfect, new ParallelPlan(1, 4)).Step(80), 1e-9);
        // Over 8 devices in domains of 4 the network is what takes longest: 4 in 8 are outside.
        Assert.Equal(8 * 2 * (10 * 200 * 8 * (1 - Math.Pow(7 / 8.0, 2)) * 0.5) / 1e4, new CommunicationCost(Toy.Mixture, Toy.Perfect, new ParallelPlan(1, 8)).Step(80), 1e-9);
    }

    [Fact]
    public void More_devices_never_compute_more_slowly()
    {
        foreach (var hardware in Catalogue.Default.Hardware)
            foreach (var model in Catalogue.Default.Models.Where(m => m.Heads % 8 == 0))
                foreach (var work in new[] { StepWork.Prefill(2048), StepWork.Prefill(100, 5000), StepWork.Decode(1, 1000), StepWork.Decode(64, 64_000), StepWork.Prefill(400) + StepWork.Decode(64, 64_000) })
                {
                    var compute = new[] { 1, 2, 4, 8 }.Select(size => new StepCost(model, hardware with { Measured = [] }, new ParallelPlan(size)).Parts(work)).Select(p => p.Dense + p.Head + p.Attention).ToList();
                    Assert.Equal(compute.OrderDescending(), compute);
                }
    }
}
