using Orchestrator.Unit.Sampling;
using Orchestrator.Workers.Constraints;
using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.Constraints;

/// <summary>The sampler under a mask: nothing forbidden comes out, and what is allowed comes as often as it should.</summary>
public sealed class MaskedSamplingTests
{
    [Fact]
    public void The_mask_takes_out_exactly_the_tokens_that_are_not_allowed()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 500; round++)
        {
            var vocab = random.Next(1, 200);
            var logits = Enumerable.Range(0, vocab).Select(_ => random.NextSingle() * 20 - 10).ToArray();
            var allowed = new uint[LoadedAutomaton.Words(vocab)];
            for (var w = 0; w < allowed.Length; w++) allowed[w] = random.Next(4) switch { 0 => 0, 1 => uint.MaxValue, _ => (uint)random.NextInt64(uint.MaxValue) };
            var masked = logits.ToArray();
            TokenMask.Apply(masked, allowed);
            for (var t = 0; t < vocab; t++) Assert.Equal((allowed[t / 32] & 1u << (t % 32)) != 0 ? logits[t] : float.NegativeInfinity, masked[t]);
        }
    }

    [Fact]
    public void No_forbidden_token_comes_in_ten_thousand_steps_of_random_automata()
    {
        var random = RandomSeed.New();
        var steps = 0;
        for (var round = 0; steps < 10_000; round++)
        {
            var vocab = random.Next(2, 300);
            var naive = NaiveAutomaton.Random(random, vocab, mostStates: 20, density: 0.2 + random.NextDouble() / 2);
            int[] ends = [random.Next(vocab)];
            var constraint = new Constraint(new LoadedAutomaton(naive.Compile(), vocab), ends);
            var sampler = new Sampler(vocab);
            var allowed = new uint[LoadedAutomaton.Words(vocab)];
            var (state, written) = (0, new List<int>());
            // The bias pulls towards anything, also what is forbidden.
            var options = RandomOptions(random, vocab);
            for (var i = 0; i < 100 && !constraint.IsComplete; i++, steps++)
            {
                constraint.Allow(allowed);
                var context = new SamplingContext { Prompt = [0], Output = written.ToArray(), Allowed = allowed };
                var outcome = sampler.Pick(Row(random, vocab), options, context);
                Assert.Equal(SamplingResult.Picked, outcome.Result);
                if (ends.Contains(outcome.Token))
                {
                    Assert.True(naive.MayEnd(state), $"round {round}: the end in state {state}");
                    break;
                }
                Assert.True(naive.Step(state, outcome.Token) is not null, $"round {round}: token {outcome.Token} in state {state}");
                Assert.True(constraint.TryAdvance(outcome.Token));
                state = naive.Step(state, outcome.Token)!.Value;
                written.Add(outcome.Token);
            }
        }
    }

    [Fact]
    public void Picks_follow_the_distribution_over_the_allowed_tokens_alone()
    {
        var random = new Random(RandomSeed.Or(20260807));
        for (var round = 0; round < 12; round++)
        {
            var vocab = random.Next(20, 200);
            var forbidden = Enumerable.Range(0, vocab).Where(_ => random.Next(3) > 0).Skip(1).ToArray();
            var allowed = new uint[LoadedAutomaton.Words(vocab)];
            foreach (var token in Enumerable.Range(0, vocab).Except(forbidden)) allowed[token >> 5] |= 1u << token;
            var logits = Enumerable.Range(0, vocab).Select(_ => random.NextSingle() * 6).ToArray();
            var options = RandomOptions(random, vocab) with { Temperature = 0.5f + random.NextSingle() };
            // The reference takes them out before anything is kept: the rest is normalised among itself.
            var expected = ReferenceSampler.Distribution(logits, options, [], [], forbidden);
            var sampler = new Sampler(vocab);
            const int draws = 4000;
            var counts = new int[vocab];
            for (var choice = 0; choice < draws; choice++)
                counts[sampler.Pick([.. logits], options, new SamplingContext { Prompt = [], Output = [], Choice = choice, Allowed = allowed }).Token]++;
            for (var t = 0; t < vocab; t++)
            {
                var p = expected.GetValueOrDefault(t);
                // Six standard deviations of a count.
                Assert.True(Math.Abs(counts[t] - p * draws) <= 6 * Math.Sqrt(draws * p * (1 - p)) + (p > 0 ? 1 : 0), $"round {round}: token {t} came {counts[t]} times, expected {p * draws:F1}; {options}");
            }
        }
    }

    [Fact]
    public void Logprobs_are_those_of_the_allowed_tokens_before_bias_and_temperature()
    {
        float[] logits = [MathF.Log(0.4f), MathF.Log(0.3f), MathF.Log(0.2f), MathF.Log(0.1f)];
        var logprobs = new TokenLogprob[4];
        var options = new SamplingOptions { Temperature = 0, Seed = 0, LogitBias = [new(3, 50), new(0, 90)] };
        var picked = new Sampler(4).Pick(logits, options, new SamplingContext { Prompt = [], Output = [], Allowed = [0b1010] }, logprobs);
        Assert.Equal(SamplingOutcome.Picked(3), picked);
        Assert.Equal((3, MathF.Log(0.25f)), (logprobs[0].Token, logprobs[0].Logprob), new Near());
        Assert.Equal((1, MathF.Log(0.75f)), (logprobs[1].Token, logprobs[1].Logprob), new Near());
        Assert.Equal((3, MathF.Log(0.25f)), (logprobs[2].Token, logprobs[2].Logprob), new Near());
        Assert.Equal(float.NegativeInfinity, logprobs[3].Logprob);
    }

    [Fact]
    public void A_row_that_is_no_number_is_one_also_where_it_is_masked() =>
        Assert.Equal(SamplingResult.NotANumber, new Sampler(3).Pick([1, float.NaN, 2], new SamplingOptions { Temperature = 0, Seed = 0 }, new SamplingContext { Prompt = [], Output = [], Allowed = [0b101] }).Result);

    [Fact]
    public void Masking_allocates_nothing_once_the_masks_are_made()
    {
        const int vocab = 2000;
        var naive = NaiveAutomaton.Loop(vocab, [.. Enumerable.Range(0, vocab).Where(t => t % 3 == 0)], 4);
        var constraint = new Constraint(new LoadedAutomaton(naive.Compile(), vocab), [1]);
        var (sampler, allowed, row) = (new Sampler(vocab), new uint[LoadedAutomaton.Words(vocab)], new float[vocab]);
        var options = new SamplingOptions { Temperature = 1, Seed = 5, LogitBias = [new(1, -100)] };
        void Once()
        {
            Array.Clear(row);
            constraint.Allow(allowed);
            var token = sampler.Pick(row, options, new SamplingContext { Prompt = [], Output = [], Allowed = allowed }).Token;
            Assert.True(constraint.TryAdvance(token) && !constraint.IsComplete);
        }
        for (var i = 0; i < 100; i++) Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Once();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Row(Random random, int vocab) => [.. Enumerable.Range(0, vocab).Select(_ => random.NextSingle() * 12)];

    private static SamplingOptions RandomOptions(Random random, int vocab) => new()
    {
        Temperature = random.Next(2) == 0 ? 0 : 0.3f + random.NextSingle() * 2,
        Seed = (ulong)random.NextInt64(),
        TopK = random.Next(2) == 0 ? 0 : random.Next(1, vocab),
        TopP = random.Next(2) == 0 ? 1 : random.NextSingle(),
        MinP = random.Next(2) == 0 ? 0 : random.NextSingle() / 5,
        RepetitionPenalty = random.Next(2) == 0 ? 1 : 0.7f + random.NextSingle(),
        PresencePenalty = random.Next(2) == 0 ? 0 : random.NextSingle() * 2 - 1,
        LogitBias = random.Next(2) == 0 ? [] : [new(random.Next(vocab), random.Next(2) == 0 ? 100 : -100)],
    };

    private sealed class Near : IEqualityComparer<(int Token, float Logprob)>
    {
        public bool Equals((int Token, float Logprob) x, (int Token, float Logprob) y) => x.Token == y.Token && MathF.Abs(x.Logprob - y.Logprob) < 1e-5f;

        public int GetHashCode((int Token, float Logprob) obj) => obj.Token;
    }
}
