using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>What an engine learns of its own speed.</summary>
public sealed class StepRatesTests
{
    private readonly StepRates _rates = new();

    [Fact]
    public void Nothing_is_known_before_the_first_step() => Assert.Equal((0, 0, 0), (_rates.PromptTokensPerSecond, _rates.StepSeconds, _rates.SequenceSeconds));

    [Fact]
    public void A_step_and_what_each_sequence_adds_are_told_apart()
    {
        var random = new Random(RandomSeed.Next());
        for (var i = 0; i < 2000; i++)
        {
            var sequences = 1 + random.Next(16);
            Decode(sequences, 0.018 + 0.002 * sequences + 0.0005 * (random.NextDouble() - 0.5));
        }
        Assert.Equal(0.02, _rates.StepSeconds, 0.0005);
        Assert.Equal(0.002, _rates.SequenceSeconds, 0.0001);
    }

    [Fact]
    public void Steps_of_one_size_say_nothing_of_others()
    {
        for (var i = 0; i < 100; i++) Decode(1, 0.02);
        Assert.Equal((0.02, 0), (Math.Round(_rates.StepSeconds, 9), _rates.SequenceSeconds));
    }

    [Fact]
    public void Long_chunks_say_how_fast_prompts_are()
    {
        Prompt(16, 0.1);
        Assert.Equal(160, _rates.PromptTokensPerSecond, 1e-6);
        Prompt(512, 0.5);
        Assert.Equal(1024, _rates.PromptTokensPerSecond, 1e-6);
        Prompt(16, 0.1);
        Assert.Equal(1024, _rates.PromptTokensPerSecond, 1e-6);
    }

    [Fact]
    public void A_card_that_becomes_slow_is_noticed()
    {
        for (var i = 0; i < 500; i++) Prompt(512, 0.1);
        for (var i = 0; i < 500; i++) Prompt(512, 0.2);
        Assert.InRange(_rates.PromptTokensPerSecond, 2560, 2700);
        for (var i = 0; i < 1000; i++) Decode(1, 0.01);
        for (var i = 0; i < 1000; i++) Decode(1, 0.03);
        Assert.Equal(0.03, _rates.StepSeconds, 0.001);
    }

    [Fact]
    public void Decodes_that_share_a_step_with_a_prompt_are_not_counted_as_its_time()
    {
        for (var i = 0; i < 500; i++) Decode(1 + i % 8, 0.01 + 0.002 * (1 + i % 8));
        _rates.Learn(512, 8, TimeSpan.FromSeconds(0.5 + 8 * 0.002));
        Assert.Equal(1024, _rates.PromptTokensPerSecond, 5.0);
    }

    private void Decode(int sequences, double seconds) => _rates.Learn(0, sequences, TimeSpan.FromSeconds(seconds));

    private void Prompt(int tokens, double seconds) => _rates.Learn(tokens, 0, TimeSpan.FromSeconds(seconds));
}
