using Orchestrator.Policies.Batching;
using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Batching;

/// <summary>Prompts get what the answers leave of a step's time.</summary>
public sealed class StepBudgetTests
{
    private static readonly StepCost s_cost = new(Catalogue.Default.ModelNamed("llama-3-8b"), Catalogue.Default.HardwareNamed("h100"), ParallelPlan.One);

    [Fact]
    public void A_step_within_its_time_could_not_hold_one_token_more()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 500; i++)
        {
            var (decodes, before, most) = (random.Next(1, 400), random.Next(10_000), random.Next(1, 4096));
            var context = decodes * (double)random.Next(1, 2000);
            var seconds = 0.01 + random.NextDouble() * 0.05;
            var tokens = StepBudget.PrefillTokens(s_cost, decodes, context, before, seconds, most);
            Assert.InRange(tokens, 0, most);
            if (tokens > 0) Assert.True(Seconds(tokens) <= seconds, $"{tokens} tokens take {Seconds(tokens)} s of {seconds}");
            if (tokens < most) Assert.True(Seconds(tokens + 1) > seconds, $"{tokens + 1} tokens would take {Seconds(tokens + 1)} s of {seconds}");

            double Seconds(int prompt) => s_cost.Seconds(new StepWork(prompt, StepWork.Pairs(prompt, before), decodes, context, decodes + 1));
        }
    }

    [Fact]
    public void Answers_that_take_longer_than_a_step_may_leave_nothing() =>
        Assert.Equal(0, StepBudget.PrefillTokens(s_cost, decodes: 512, context: 400_000, before: 0, seconds: 0.02, most: 2048));

    [Fact]
    public void A_long_prompt_gets_less_the_farther_it_is()
    {
        int[] budgets = [.. new[] { 0, 10_000, 50_000 }.Select(before => StepBudget.PrefillTokens(s_cost, 32, 32_000, before, 0.03, 2048))];
        Assert.True(budgets[0] > budgets[1] && budgets[1] > budgets[2] && budgets[2] > 0, string.Join(", ", budgets));
    }
}
