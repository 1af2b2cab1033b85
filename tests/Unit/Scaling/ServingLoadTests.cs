using Orchestrator.Policies.Cost;
using Orchestrator.Policies.Scaling;
using Xunit;

namespace Orchestrator.Unit.Scaling;

/// <summary>What requests take of workers, apart and together, against closed forms for step times that are straight lines.</summary>
public sealed class ServingLoadTests
{
    // 1,000 tokens per second; 10 ms for one answer and 1 ms for each further one.
    private static readonly WorkerCapability s_worker = new(new MeasuredStepTimes(1000, 0.010, 0.001, 1))
    {
        PrefillChunk = 100,
        MaxRunning = 30,
        KvTokens = 10_000,
        KvBytesPerToken = 1000,
        LinkBytesPerSecond = 1e6,
    };

    private static readonly RequestMix s_mix = new(2, 300, 45_150, 101, 350, 400);

    [Fact]
    public void Prompts_take_their_tokens_time() => Assert.Equal(0.6, new ServingLoad(s_worker, 0.1).Prefill(s_mix), 9);

    [Fact]
    public void Answers_take_their_part_of_steps_as_large_as_memory_allows() =>
        // 10,000 / 350 are 28 sequences: 37 ms for 28 tokens.
        Assert.Equal(2 * 100 * 0.037 / 28, new ServingLoad(s_worker, 0.1).Decode(s_mix), 9);

    [Fact]
    public void Answers_take_their_part_of_steps_as_long_as_promised() =>
        // 15 ms are 6 sequences.
        Assert.Equal(2 * 100 * 0.015 / 6, new ServingLoad(s_worker, 0.015).Decode(s_mix), 9);

    [Fact]
    public void Moving_takes_its_part_of_a_link_that_may_not_be_full() => Assert.Equal(2 * 400 * 1000 / (0.6 * 1e6), new ServingLoad(s_worker, 0.1).Ingress(s_mix), 9);

    [Fact]
    public void Together_the_chunk_is_what_the_promised_step_leaves()
    {
        // B answers, counted as 6 whole ones, take 15 of 30 ms; 300/101 prompt tokens for each take the other 15: B = 5.05.
        Assert.Equal(2 * 101 * 0.030 / 5.05, new ServingLoad(s_worker, 0.030).Mixed(s_mix), 6);
    }

    [Fact]
    public void A_time_that_not_even_one_answer_keeps_is_no_limit()
    {
        // 10 ms for one answer: neither 5 ms nor 11 ms can be kept.
        foreach (var seconds in new[] { 0.005, 0.011 })
        {
            Assert.Equal(new ServingLoad(s_worker, 10).Decode(s_mix), new ServingLoad(s_worker, seconds).Decode(s_mix), 9);
            Assert.Equal(new ServingLoad(s_worker, 10).Mixed(s_mix), new ServingLoad(s_worker, seconds).Mixed(s_mix), 9);
        }
    }

    [Fact]
    public void More_time_for_a_step_never_makes_requests_dearer()
    {
        var random = RandomSeed.New();
        for (var i = 0; i < 300; i++)
        {
            var mix = new RequestMix(1, random.Next(1, 3000), random.Next(1, 100_000), random.Next(1, 500), random.Next(1, 3000), 1);
            var (one, two) = (0.012 + 0.1 * random.NextDouble(), 0.012 + 0.1 * random.NextDouble());
            Assert.True(new ServingLoad(s_worker, Math.Max(one, two)).Decode(mix) <= new ServingLoad(s_worker, Math.Min(one, two)).Decode(mix) + 1e-12);
        }
    }
}
