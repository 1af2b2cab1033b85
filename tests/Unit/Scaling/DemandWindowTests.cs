using Orchestrator.Contracts.Scaling;
using Orchestrator.Policies.Scaling;
using Xunit;

namespace Orchestrator.Unit.Scaling;

/// <summary>How far back demand is looked at.</summary>
public sealed class DemandWindowTests
{
    [Fact]
    public void Where_little_comes_it_is_looked_at_longer()
    {
        var (busy, calm) = (Steady(100, 200), Steady(1, 200));
        Assert.Equal(5, busy.Estimate().Seconds);
        Assert.True(calm.Estimate().Seconds >= 160, $"{calm.Estimate().Seconds} s");
        Assert.Equal(100, busy.Estimate().Mix.PerSecond, 6);
        Assert.Equal(1, calm.Estimate().Mix.PerSecond, 6);
    }

    [Fact]
    public void What_was_before_a_change_is_forgotten_within_seconds()
    {
        var window = Steady(4, 300);
        for (var second = 0; second < 10; second++) window = window.With(1, Requests(20, 1000, 100));
        var (mix, seconds, age) = window.Estimate();
        Assert.Equal(20, mix.PerSecond, 6);
        Assert.True(seconds <= 10 && age <= 10, $"{seconds} s, {age} s");
    }

    [Fact]
    public void The_means_are_those_of_what_came()
    {
        var window = DemandWindow.Empty;
        for (var second = 0; second < 20; second++) window = window.With(1, Requests(3, 600, 50) + Requests(1, 200, 250));
        var (mix, _, _) = window.Estimate();
        Assert.Equal(4, mix.PerSecond, 6);
        Assert.Equal(500, mix.PromptTokens, 6);
        // Half the squares, and the tokens themselves: each token sees itself.
        Assert.Equal((3 * 600 * 600 + 200 * 200 + 3 * 600 + 200) / 2.0 / 4, mix.PromptPairs, 6);
        Assert.Equal(100, mix.AnswerTokens, 6);
        Assert.Equal((3 * 50 * 625.0 + 250 * 325.0) / 400, mix.Context, 6);
    }

    [Fact]
    public void Noise_of_an_unchanged_demand_is_seldom_taken_for_a_change()
    {
        var random = RandomSeed.New();
        var (window, cut) = (DemandWindow.Empty, 0);
        for (var second = 0; second < 3000; second++)
        {
            var demand = default(DemandSample);
            for (var i = 0; i < 4; i++) if (random.Next(2) == 0) demand += Requests(1, random.Next(1, 2000), random.Next(1, 300));
            window = window.With(1, demand);
            if (second > 640 && window.Estimate().Age < 300) cut++;
        }
        Assert.True(cut < 0.1 * 2360, $"{cut} of 2360 times");
    }

    private static DemandWindow Steady(int perSecond, int seconds)
    {
        var window = DemandWindow.Empty;
        for (var second = 0; second < seconds; second++) window = window.With(1, Requests(perSecond, 1000, 100));
        return window;
    }

    private static DemandSample Requests(int count, int prompt, int answer)
    {
        var sum = default(DemandSample);
        for (var i = 0; i < count; i++) sum = sum + DemandSample.Prompt(prompt, 0) + DemandSample.Answer(prompt, answer);
        return sum;
    }
}
