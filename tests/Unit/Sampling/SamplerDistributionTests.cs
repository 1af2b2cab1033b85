using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.Sampling;

public sealed class SamplerDistributionTests(ITestOutputHelper output)
{
    [Fact]
    public void Picks_follow_the_distribution_that_the_slow_reference_computes()
    {
        var seed = RandomSeed.Or(20260801);
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var vocab = random.Next(5, 700);
            var logits = Enumerable.Range(0, vocab).Select(_ => MathF.Round((float)(random.NextDouble() * 12), random.Next(1, 4))).ToArray();
            var options = RandomOptions(random, vocab);
            var prompt = Tokens(random, vocab, 12);
            var written = Tokens(random, vocab, 12);
            var banned = Tokens(random, vocab, 2);
            var expected = ReferenceSampler.Distribution(logits, options, prompt, written, banned);

            const int draws = 3000;
            var sampler = new Sampler(vocab);
            var counts = new Dictionary<int, int>();
            for (var choice = 0; choice < draws; choice++)
            {
                var context = new SamplingContext { Prompt = prompt, Output = written, Choice = choice, Banned = banned };
                var picked = sampler.Pick([.. logits], options, context);
                Assert.Equal(SamplingResult.Picked, picked.Result);
                counts[picked.Token] = counts.GetValueOrDefault(picked.Token) + 1;
            }
            AssertLike(expected, counts, draws, $"round {round}, {options}");
        }
    }

    [Fact]
    public void Large_vocabularies_keep_the_same_set_as_the_slow_reference()
    {
        var random = new Random(RandomSeed.Or(20260802));
        for (var round = 0; round < 12; round++)
        {
            const int vocab = 20_000;
            // Flat rows need the second, deeper look for top-p; steep rows do not.
            var spread = random.NextDouble() * 15 + 0.1;
            var logits = Enumerable.Range(0, vocab).Select(_ => (float)(random.NextDouble() * spread)).ToArray();
            var options = RandomOptions(random, vocab) with { TopP = (float)random.NextDouble(), TopK = random.Next(3) == 0 ? random.Next(1, vocab) : 0 };
            var expected = ReferenceSampler.Distribution(logits, options, [], [], []);
            var sampler = new Sampler(vocab);
            for (var choice = 0; choice < 300; choice++)
            {
                var token = sampler.Pick([.. logits], options, new SamplingContext { Prompt = [], Output = [], Choice = choice }).Token;
                Assert.True(expected.ContainsKey(token), $"round {round}: token {token} is outside the {expected.Count} kept; {options}");
            }
        }
    }

    [Fact]
    public void The_order_of_requests_and_the_sampler_used_never_change_a_token()
    {
        var random = new Random(RandomSeed.Or(20260803));
        const int vocab = 300;
        var requests = Enumerable.Range(0, 50).Select(_ => (
            Logits: Enumerable.Range(0, vocab).Select(_ => (float)(random.NextDouble() * 10)).ToArray(),
            Options: RandomOptions(random, vocab), Prompt: Tokens(random, vocab, 9), Written: Tokens(random, vocab, 9))).ToArray();
        int Pick(Sampler sampler, int i) => sampler.Pick([.. requests[i].Logits], requests[i].Options,
            new SamplingContext { Prompt = requests[i].Prompt, Output = requests[i].Written, Choice = i }).Token;

        var shared = new Sampler(vocab);
        var inOrder = Enumerable.Range(0, 50).Select(i => Pick(shared, i)).ToArray();
        var shuffled = Enumerable.Range(0, 50).ToArray();
        random.Shuffle(shuffled);
        foreach (var i in shuffled) Assert.Equal(inOrder[i], Pick(shared, i));
        foreach (var i in shuffled) Assert.Equal(inOrder[i], Pick(new Sampler(vocab), i));
    }

    [Fact]
    public void Picking_allocates_nothing()
    {
        var sampler = new Sampler(2000);
        var logits = Enumerable.Range(0, 2000).Select(i => i % 17f).ToArray();
        var work = new float[2000];
        var options = new SamplingOptions { Temperature = 1, Seed = 5, TopK = 50, TopP = 0.9f, RepetitionPenalty = 1.1f, LogitBias = [new(3, 1)] };
        int[] prompt = [1, 2, 3];
        var logprobs = new TokenLogprob[6];
        void Once()
        {
            logits.CopyTo(work, 0);
            sampler.Pick(work, options, new SamplingContext { Prompt = prompt, Output = prompt }, logprobs);
        }
        for (var i = 0; i < 100; i++) Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Chi-square over the tokens; its mean is the number of tokens - 1 and its variance twice that, so 6 deviations are far outside chance.
    private void AssertLike(Dictionary<int, double> expected, Dictionary<int, int> counts, int draws, string what)
    {
        foreach (var token in counts.Keys) Assert.True(expected.ContainsKey(token), $"{what}: token {token} must not be picked");
        // Rare tokens are counted together: the statistic needs some five expected picks in each class.
        var common = expected.Where(e => e.Value * draws >= 5).ToList();
        var rare = (Expected: draws * (1 - common.Sum(e => e.Value)), Seen: draws - common.Sum(e => counts.GetValueOrDefault(e.Key)));
        var square = common.Sum(e => Math.Pow(counts.GetValueOrDefault(e.Key) - e.Value * draws, 2) / (e.Value * draws));
        if (rare.Expected >= 5) square += Math.Pow(rare.Seen - rare.Expected, 2) / rare.Expected;
        var freedom = Math.Max(1, common.Count - 1);
        var bound = freedom + 6 * Math.Sqrt(2 * freedom) + 6;
        if (square > bound / 2) output.WriteLine($"{what}: chi-square {square:F1}, bound {bound:F1}");
        Assert.True(square <= bound, $"{what}: chi-square {square:F1} over {freedom} degrees of freedom, bound {bound:F1}");
    }

    private static SamplingOptions RandomOptions(Random random, int vocab) => new()
    {
        Temperature = random.Next(8) == 0 ? 0 : (float)(0.2 + random.NextDouble() * 1.5),
        Seed = (ulong)random.NextInt64(),
        TopK = random.Next(2) == 0 ? 0 : random.Next(1, vocab),
        TopP = random.Next(2) == 0 ? 1 : (float)random.NextDouble(),
        MinP = random.Next(2) == 0 ? 0 : (float)(random.NextDouble() * 0.2),
        RepetitionPenalty = random.Next(2) == 0 ? 1 : (float)(0.7 + random.NextDouble()),
        FrequencyPenalty = random.Next(2) == 0 ? 0 : (float)(random.NextDouble() * 2 - 0.5),
        PresencePenalty = random.Next(2) == 0 ? 0 : (float)(random.NextDouble() * 2 - 0.5),
        LogitBias = random.Next(2) == 0 ? [] : [new(random.Next(vocab), (float)(random.NextDouble() * 6 - 3))],
    };

    private static int[] Tokens(Random random, int vocab, int most) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => random.Next(vocab))];
}
