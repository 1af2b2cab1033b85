using Orchestrator.Policies.Cost;
using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Workloads;
using Orchestrator.Unit.Cost;
using Xunit;

namespace Orchestrator.Unit.Pareto;

public sealed class SteadyWorkerTests
{
    // Arithmetic costs nothing: a step takes its weights (0.24 s, 0.01 more with logits) and 0.4 ms for each token in the cache. Room for 1,598 tokens.
    private static readonly HardwareSpec s_memoryBound = Toy.Perfect with { Bf16Flops = 1e30, Fp8Flops = 1e30, Fp4Flops = 1e30 };
    private static readonly SteadyWorker s_worker = new(new StepCost(Toy.Shape, s_memoryBound, ParallelPlan.One), new Lengths(100, 101));

    [Fact]
    public void Decoding_takes_the_weights_and_the_mean_context()
    {
        Assert.Equal(0.25 + 8 * 150.5 * 0.0004, s_worker.DecodeStep(8), 1e-4);
        Assert.Equal(8 / (100 * 0.7316), s_worker.Rate(8, 0.7316), 1e-9);
    }

    [Fact]
    public void Evenly_spread_sequences_need_prompts_and_half_of_their_answers()
    {
        Assert.Equal(100 + 101, s_worker.Room(1, 0));
        // Of two the one has its whole answer when the other has half of it.
        Assert.Equal(200 + 101 + 50.5, s_worker.Room(2, 0));
        Assert.Equal(s_worker.Room(2, 0) + 300, s_worker.Room(2, 3));
    }

    [Fact]
    public void Where_arithmetic_is_free_prompts_cost_a_mixed_step_nothing()
    {
        var pace = s_worker.Mixed(8, double.PositiveInfinity)!;
        Assert.Equal(0.7316, pace.StepSeconds, 1e-4);
        Assert.Equal(8 / 73.16, pace.RequestsPerSecond, 1e-4);
        // 8 prompt tokens for each step: an answer of 101 tokens ends in 100.
        Assert.Equal(8, pace.Chunk);
        Assert.Equal(0.7316 * (0.5 + 13), pace.FirstTokenSeconds, 1e-2);
    }

    [Fact]
    public void A_tighter_first_token_takes_a_larger_chunk()
    {
        var pace = s_worker.Mixed(8, 6)!;
        Assert.Equal(16, pace.Chunk);
        Assert.Equal(0.7316 * (0.5 + 7), pace.FirstTokenSeconds, 1e-2);
        Assert.Null(s_worker.Mixed(8, 1));
    }

    [Fact]
    public void More_sequences_than_have_room_have_no_pace()
    {
        Assert.NotNull(s_worker.Mixed(9, double.PositiveInfinity));
        Assert.Null(s_worker.Mixed(10, double.PositiveInfinity));
    }

    [Fact]
    public void Prompts_are_computed_together_as_far_as_memory_goes()
    {
        // 15 would have room; 10 whole ones are in 1,024 tokens, 20 in 2,048.
        var pace = s_worker.Prefill(double.PositiveInfinity)!;
        Assert.Equal((10, 1000), (pace.Prompts, pace.Chunk));
        Assert.Equal(40, pace.RequestsPerSecond, 1e-2);
        Assert.Equal(0.25 * (1 + 9 / 20.0), pace.FirstTokenSeconds, 1e-4);
        Assert.Equal(0.25, s_worker.Prefill(0.26)!.FirstTokenSeconds, 1e-4);
        Assert.Null(s_worker.Prefill(0.2));
    }

    [Fact]
    public void A_long_prompt_is_computed_in_chunks_that_see_what_was_before()
    {
        // Room for 2,500 tokens more; now arithmetic counts and memory does not.
        var compute = Toy.Perfect with { MemoryBandwidth = 1e30, MemoryBytes = 3e6 };
        var pace = new SteadyWorker(new StepCost(Toy.Shape, compute, ParallelPlan.One), new Lengths(1000, 2)).Prefill(double.PositiveInfinity)!;
        // 120,000 weights and 10 layers x 2 heads x 10; 4 FLOP for a pair; the output matrix once.
        var flop = 2.0 * 120_000 * 1000 + 4.0 * 200 * 500_500 + 2 * 5000;
        Assert.Equal(flop / 1e6, pace.PromptSeconds, flop / 1e6 * 1e-3);
    }

    [Fact]
    public void Replicas_share_sequences_and_prompts()
    {
        var plan = new ParallelPlan(1, 2);
        var worker = new SteadyWorker(new StepCost(Toy.Mixture, s_memoryBound with { LinkBandwidth = 1e30 }, plan), new Lengths(100, 101));
        var pace = worker.Prefill(double.PositiveInfinity)!;
        Assert.Equal(0, pace.Prompts % 2);
        Assert.Equal(200 + 101 * 2, worker.Room(2, 0));
    }
}
