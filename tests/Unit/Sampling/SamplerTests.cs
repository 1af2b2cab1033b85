using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.Sampling;

public sealed class SamplerTests
{
    private static readonly SamplingOptions s_greedy = new() { Temperature = 0, Seed = 0 };

    [Fact]
    public void Temperature_zero_picks_the_largest_logit_and_the_lowest_id_of_equals()
    {
        float[] logits = [1, 7, 3, 7, 7, -2, 0, 7, 7, 7, 7];
        Assert.Equal(SamplingOutcome.Picked(1), Pick(logits, s_greedy));
        logits[10] = 7.5f;
        Assert.Equal(SamplingOutcome.Picked(10), Pick(logits, s_greedy));
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NaN, 10)]
    [InlineData(float.PositiveInfinity, 3)]
    public void A_logit_that_is_no_number_is_an_outcome_not_an_exception(float bad, int at)
    {
        float[] logits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        logits[at] = bad;
        Assert.Equal(SamplingResult.NotANumber, Pick(logits, s_greedy).Result);
        Assert.Equal(SamplingResult.NotANumber, Pick(logits, s_greedy with { Temperature = 1 }).Result);
    }

    [Fact]
    public void When_every_token_is_masked_nothing_is_allowed()
    {
        var masked = Enumerable.Repeat(float.NegativeInfinity, 11).ToArray();
        Assert.Equal(SamplingResult.NothingAllowed, Pick(masked, s_greedy with { Temperature = 1 }).Result);
        Assert.Equal(SamplingResult.NothingAllowed, Pick([1, 2], s_greedy, banned: [0, 1]).Result);
    }

    [Fact]
    public void Banned_tokens_are_not_picked_whatever_their_bias()
    {
        var options = s_greedy with { LogitBias = [new(2, 100)] };
        Assert.Equal(SamplingOutcome.Picked(2), Pick([5, 4, 3], options));
        Assert.Equal(SamplingOutcome.Picked(0), Pick([5, 4, 3], options, banned: [2]));
    }

    [Fact]
    public void Repetition_counts_prompt_and_output_once_and_pulls_both_signs_down()
    {
        var options = s_greedy with { RepetitionPenalty = 2 };
        var logits = Adjusted([8, -2, 3, 1], options, prompt: [0, 0, 1], output: [0, 2]);
        Assert.Equal([4, -4, 1.5f, 1], logits);
    }

    [Fact]
    public void Frequency_and_presence_count_the_output_only()
    {
        var options = s_greedy with { FrequencyPenalty = 0.5f, PresencePenalty = 1 };
        var logits = Adjusted([8, 8, 8, 8], options, prompt: [0, 0, 1], output: [1, 2, 2]);
        Assert.Equal([8, 6.5f, 6, 8], logits);
    }

    [Fact]
    public void Penalties_keep_nothing_from_one_call_to_the_next()
    {
        var sampler = new Sampler(4);
        var options = s_greedy with { RepetitionPenalty = 3, FrequencyPenalty = 1 };
        var context = new SamplingContext { Prompt = [0], Output = [1, 1, 900] };
        float[] first = [1, 2, 3, 4];
        float[] second = [1, 2, 3, 4];
        sampler.Pick(first, options, context);
        sampler.Pick(second, options, context);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Top_k_keeps_exactly_k_and_of_equal_logits_the_lowest_ids()
    {
        var options = s_greedy with { Temperature = 1, TopK = 3 };
        float[] logits = [0, 5, 5, 5, 5, 1, 2, 3, 4, 4, 4];
        var picked = Enumerable.Range(0, 400).Select(p => Pick(logits, options, output: new int[p]).Token).ToHashSet();
        Assert.Equal([1, 2, 3], picked.Order());
    }

    [Theory]
    [InlineData(0f, 1)]
    [InlineData(0.49f, 1)]
    [InlineData(0.6f, 2)]
    [InlineData(0.9f, 3)]
    [InlineData(1f, 4)]
    public void Top_p_keeps_the_smallest_set_that_reaches_it(float topP, int kept)
    {
        // Probabilities 0.5, 0.25, 0.2, 0.05.
        float[] logits = [MathF.Log(0.05f), MathF.Log(0.5f), MathF.Log(0.2f), MathF.Log(0.25f)];
        int[] likeliest = [1, 3, 2, 0];
        var options = s_greedy with { Temperature = 1, TopP = topP };
        var picked = Enumerable.Range(0, 600).Select(p => Pick(logits, options, output: new int[p]).Token).ToHashSet();
        Assert.Equal(likeliest[..kept].Order(), picked.Order());
    }

    [Fact]
    public void Min_p_is_measured_against_the_likeliest_token_after_temperature()
    {
        float[] logits = [0, MathF.Log(0.4f), MathF.Log(0.1f)];
        HashSet<int> Picked(SamplingOptions options) => [.. Enumerable.Range(0, 600).Select(p => Pick(logits, options, output: new int[p]).Token)];
        Assert.Equal([0, 1], Picked(s_greedy with { Temperature = 1, MinP = 0.2f }).Order());
        Assert.Equal([0, 1, 2], Picked(s_greedy with { Temperature = 2, MinP = 0.2f }).Order());
    }

    [Fact]
    public void The_first_token_of_two_choices_differs_only_by_chance()
    {
        float[] logits = new float[1000];
        var options = s_greedy with { Temperature = 1, Seed = 7 };
        int At(int choice)
        {
            var sampler = new Sampler(1000);
            return sampler.Pick([.. logits], options, new SamplingContext { Prompt = [1, 2], Output = [], Choice = choice }).Token;
        }
        Assert.NotEqual(At(0), At(1));
        Assert.Equal(At(1), At(1));
    }

    private static SamplingOutcome Pick(float[] logits, SamplingOptions options, int[]? output = null, int[]? banned = null) =>
        new Sampler(logits.Length).Pick([.. logits], options, new SamplingContext { Prompt = [], Output = output ?? [], Banned = banned ?? [] });

    private static float[] Adjusted(float[] logits, SamplingOptions options, int[] prompt, int[] output)
    {
        new Sampler(logits.Length).Pick(logits, options, new SamplingContext { Prompt = prompt, Output = output });
        return logits;
    }
}
