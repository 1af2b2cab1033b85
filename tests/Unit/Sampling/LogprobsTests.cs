using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.Sampling;

public sealed class LogprobsTests
{
    [Fact]
    public void They_are_of_the_models_own_distribution_not_of_the_adjusted_one()
    {
        float[] logits = [MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.2f)];
        var options = new SamplingOptions { Temperature = 0, Seed = 0, LogitBias = [new(2, 50)], PresencePenalty = 1 };
        var logprobs = new TokenLogprob[3];
        var picked = new Sampler(3).Pick(logits, options, new SamplingContext { Prompt = [], Output = [0] }, logprobs);
        Assert.Equal(SamplingOutcome.Picked(2), picked);
        Assert.Equal([2, 0, 1], logprobs.Select(l => l.Token));
        Assert.Equal(MathF.Log(0.2f), logprobs[0].Logprob, 1e-5f);
        Assert.Equal(MathF.Log(0.5f), logprobs[1].Logprob, 1e-5f);
        Assert.Equal(MathF.Log(0.3f), logprobs[2].Logprob, 1e-5f);
    }

    [Fact]
    public void The_likeliest_come_in_falling_order_and_equals_by_lowest_id()
    {
        var random = new Random(RandomSeed.Or(20260804));
        for (var round = 0; round < 50; round++)
        {
            var vocab = random.Next(8, 400);
            var logits = Enumerable.Range(0, vocab).Select(_ => (float)random.Next(20)).ToArray();
            var logprobs = new TokenLogprob[1 + random.Next(1, 8)];
            new Sampler(vocab).Pick([.. logits], new SamplingOptions { Temperature = 1, Seed = 1 }, new SamplingContext { Prompt = [], Output = [] }, logprobs);

            var logOfSum = Math.Log(logits.Sum(l => Math.Exp(l)));
            var expected = Enumerable.Range(0, vocab).OrderByDescending(t => logits[t]).ThenBy(t => t).Take(logprobs.Length - 1);
            Assert.Equal(expected, logprobs[1..].Select(l => l.Token));
            foreach (var entry in logprobs) Assert.Equal(logits[entry.Token] - logOfSum, entry.Logprob, 1e-5);
        }
    }
}
