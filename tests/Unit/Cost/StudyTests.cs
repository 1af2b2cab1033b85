using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>The figures of an independent study of one H100 with an 8B model, which the simulator is compared with.</summary>
public sealed class StudyTests
{
    private static readonly ModelShape s_shape = Catalogue.Default.ModelNamed("llama-3-8b");
    private static readonly HardwareSpec s_h100 = Catalogue.Default.HardwareNamed("h100");
    private static readonly StepCost s_cost = new(s_shape, s_h100, ParallelPlan.One);

    [Theory]
    [InlineData(1, 7.64)]
    [InlineData(64, 8.93)]
    [InlineData(256, 10.9)]
    [InlineData(384, 13.6)]
    [InlineData(512, 16.3)]
    [InlineData(1024, 27.0)]
    [InlineData(2048, 56.1)]
    [InlineData(3072, 85.2)]
    public void The_dense_part_is_the_studys_table_plus_its_fixed_time(int tokens, double milliseconds)
    {
        var parts = s_cost.Parts(StepWork.Prefill(tokens));
        Assert.Equal(milliseconds, 1e3 * parts.Dense, 1e-9);
        Assert.Equal(0.57, 1e3 * parts.Fixed, 1e-9);
    }

    [Fact]
    public void A_prompt_of_2048_tokens_takes_60_ms() => Assert.Equal(0.060, s_cost.Seconds(StepWork.Prefill(2048)), 0.0005);

    [Fact]
    public void A_decode_step_of_one_sequence_takes_8_25_ms() => Assert.Equal(0.00825, s_cost.Seconds(StepWork.Decode(1, 1024)), 0.00002);

    [Fact]
    public void A_context_token_takes_46_ns_and_a_pair_1_5_ns()
    {
        Assert.Equal(131_072 / (0.85 * 3.35e12), s_cost.Seconds(StepWork.Decode(4, 100_001)) - s_cost.Seconds(StepWork.Decode(4, 100_000)), 1e-13);
        Assert.Equal(4.0 * 4096 * 32 / 350e12, s_cost.Parts(new StepWork(1, 1, 0, 0, 0)).Attention, 1e-15);
    }

    [Fact]
    public void The_mean_request_of_the_code_trace_costs_what_the_study_says()
    {
        // 2,048 tokens in, 28 out: 62.7 ms of prefill is the study's mean over lengths, that of the mean length must be near it and below.
        Assert.InRange(s_cost.Seconds(StepWork.Prefill(2048)), 0.055, 0.0627);
    }

    [Fact]
    public void Keys_and_values_of_457_763_tokens_fit() => Assert.Equal(1, MemoryRoom.KvTokens(s_shape, s_h100, ParallelPlan.One) / 457_763.0, 0.002);

    [Theory]
    [InlineData(2, 2.0)]
    [InlineData(1, 1.0)]
    public void Other_plans_and_weights_take_the_formula(int tensorParallel, double bytesPerWeight) =>
        Assert.Equal((tensorParallel, bytesPerWeight) == (1, 2.0), new StepCost(s_shape with { BytesPerWeight = bytesPerWeight }, s_h100, new ParallelPlan(tensorParallel)).Measured is not null);
}
