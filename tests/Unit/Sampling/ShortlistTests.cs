using Orchestrator.Workers.Model;
using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.Sampling;

/// <summary>Picking from a row's largest logits alone, as they come from a device.</summary>
public sealed class ShortlistTests
{
    [Theory]
    [InlineData(29)]
    [InlineData(256)]
    [InlineData(300)]
    [InlineData(5000)]
    public void The_largest_logits_alone_give_the_token_of_the_whole_row(int vocab)
    {
        var random = RandomSeed.New();
        var sampler = new Sampler(vocab);
        for (var round = 0; round < 500; round++)
        {
            var options = new SamplingOptions
            {
                Temperature = random.Next(4) * 0.6f,
                Seed = (ulong)random.NextInt64(),
                TopK = random.Next(1, 25),
                TopP = random.Next(3) == 0 ? 1 : random.NextSingle(),
                MinP = random.Next(3) == 0 ? random.NextSingle() * 0.2f : 0,
            };
            // Some rows of few different numbers, for ties; some so wide that most weights are 0.
            var width = random.Next(3) switch { 0 => 1f, 1 => 10f, _ => 300f };
            var row = Enumerable.Range(0, vocab).Select(_ => random.Next(2) == 0 ? MathF.Round(random.NextSingle() * 4) : (random.NextSingle() - 0.5f) * width).ToArray();
            // What another row of the step needs comes with it.
            var candidates = Largest(row, options.TopK + random.Next(3));
            var context = new SamplingContext { Prompt = [0], Output = new int[round], Choice = random.Next(3) };
            Assert.Equal(sampler.Pick(row, options, context), sampler.Pick(candidates, options, context));
        }
    }

    [Theory]
    [InlineData(float.NaN, SamplingResult.NotANumber)]
    [InlineData(float.PositiveInfinity, SamplingResult.NotANumber)]
    [InlineData(float.NegativeInfinity, SamplingResult.NothingAllowed)]
    public void A_largest_logit_that_is_no_number_is_an_outcome_not_an_exception(float largest, SamplingResult result)
    {
        foreach (var temperature in new[] { 0f, 1f })
        {
            var options = new SamplingOptions { Temperature = temperature, Seed = 0, TopK = 1 };
            Assert.Equal(result, new Sampler(8).Pick([new Candidate(3, largest)], options, new SamplingContext { Prompt = [], Output = [] }).Result);
        }
    }

    private static Candidate[] Largest(float[] row, int count) =>
        [.. row.Select((logit, token) => new Candidate(token, logit)).OrderByDescending(c => c.Logit).ThenBy(c => c.Token).Take(count)];
}
