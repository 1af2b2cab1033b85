using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Workloads;

public sealed class MultiTurnWorkloadTests
{
    private static readonly MultiTurnOptions s_options = new(4, 5, 0.02, 100, 4000, 32);

    [Fact]
    public void Arrivals_are_in_order_and_within_bounds()
    {
        var workload = Make(RandomSeed.Next());
        var last = 0.0;
        foreach (var arrival in workload.Arrivals)
        {
            Assert.InRange(arrival.At, last, workload.Seconds);
            Assert.InRange(arrival.PromptTokens, s_options.SharedTokens + 1, s_options.LongestPrompt);
            Assert.True(arrival.AnswerTokens >= 1);
            Assert.Equal((arrival.PromptTokens + 31) / 32, arrival.Blocks.Length);
            Assert.All(arrival.Blocks, b => Assert.InRange(b, 0, workload.DifferentBlocks - 1));
            last = arrival.At;
        }
    }

    [Fact]
    public void A_block_always_follows_the_same_beginning()
    {
        var before = new Dictionary<int, int>();
        foreach (var arrival in Make(RandomSeed.Next()).Arrivals)
        {
            var parent = -1;
            foreach (var block in arrival.Blocks)
            {
                Assert.True(before.TryAdd(block, parent) || before[block] == parent, $"block {block} follows {before[block]} and {parent}");
                parent = block;
            }
        }
    }

    [Fact]
    public void A_turn_shares_all_whole_blocks_with_the_turn_before_and_only_the_system_prompt_with_others()
    {
        var workload = Make(RandomSeed.Next());
        var system = s_options.SharedTokens / s_options.BlockTokens;
        Assert.All(workload.Arrivals, a => Assert.Equal(Enumerable.Range(0, system), a.Blocks.Take(system)));
        // Turns of one conversation are those with the same first block of its own that is whole.
        var conversations = workload.Arrivals.Where(a => a.PromptTokens / 32 > system).GroupBy(a => a.Blocks[system]).Select(g => g.ToList()).ToList();
        Assert.Contains(conversations, c => c.Count > 2);
        foreach (var turns in conversations)
            for (var i = 1; i < turns.Count; i++)
            {
                var whole = turns[i - 1].PromptTokens / 32;
                Assert.Equal(turns[i - 1].Blocks.Take(whole), turns[i].Blocks.Take(whole));
                Assert.True(turns[i].PromptTokens > turns[i - 1].PromptTokens + turns[i - 1].AnswerTokens);
                Assert.True(turns[i].At >= turns[i - 1].At + 0.02 * turns[i - 1].AnswerTokens - 1e-9);
            }
    }

    [Fact]
    public void Conversations_have_their_mean_number_of_turns()
    {
        // Long against a conversation, and a window that no conversation fills.
        var workload = MultiTurnWorkload.Make(2, 20_000, RandomSeed.Next(), LengthTable.Fixed(10, 10), s_options with { LongestPrompt = int.MaxValue });
        Assert.InRange(workload.Rate, 8 * 0.95, 8 * 1.05);
    }

    [Fact]
    public void Equal_seeds_give_equal_workloads_and_others_do_not()
    {
        var seed = RandomSeed.Next();
        Assert.Equal(Text(Make(seed)), Text(Make(seed)));
        Assert.NotEqual(Text(Make(seed)), Text(Make(seed + 1)));

        static IEnumerable<string> Text(Workload workload) => workload.Arrivals.Select(a => $"{a.At:R} {a.PromptTokens} {a.AnswerTokens} {string.Join(' ', a.Blocks)}");
    }

    private static Workload Make(int seed) => MultiTurnWorkload.Make(1, 200, seed, LengthTable.Conversation, s_options);
}
