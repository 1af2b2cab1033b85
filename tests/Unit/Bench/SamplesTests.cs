using Orchestrator.Bench;
using Orchestrator.Bench.Engine;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>Medians, and prompts that no cache has seen.</summary>
public sealed class SamplesTests
{
    [Theory]
    [InlineData(new double[] { }, null)]
    [InlineData(new[] { 4.0 }, 4.0)]
    [InlineData(new[] { 9.0, 1, 5 }, 5.0)]
    [InlineData(new[] { 9.0, 1, 5, 6 }, 5.5)]
    public void The_median_is_in_the_middle(double[] samples, double? median) => Assert.Equal(median, Samples.Median(samples));

    [Fact]
    public void No_two_prompts_of_a_run_begin_alike_and_the_seed_repeats_them_all()
    {
        var (first, again) = (new RandomWork(7, 50_000), new RandomWork(7, 50_000));
        var prompts = Enumerable.Range(0, 100).Select(_ => first.Next(20, 1).Tokens.ToArray()).ToList();
        Assert.Equal(100, prompts.Select(tokens => string.Join(',', tokens[..16])).Distinct().Count());
        Assert.All(prompts, tokens => Assert.Equal(tokens, again.Next(20, 1).Tokens));
    }
}
