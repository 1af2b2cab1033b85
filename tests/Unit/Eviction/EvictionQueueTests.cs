using Orchestrator.Policies.Eviction;
using Xunit;

namespace Orchestrator.Unit.Eviction;

/// <summary>Which cached block goes first.</summary>
public sealed class EvictionQueueTests
{
    [Fact]
    public void Blocks_used_equally_often_go_in_the_order_in_which_they_were_let_go() => Assert.Equal([3, 1, 2], Take(new EvictionQueue(8), (3, 1), (1, 1), (2, 1)));

    [Fact]
    public void A_block_used_more_often_outlives_one_that_was_let_go_after_it() => Assert.Equal([1, 2, 0], Take(new EvictionQueue(8), (0, 2), (1, 1), (2, 1)));

    [Fact]
    public void What_was_popular_once_ages_out_under_a_stream_of_newcomers()
    {
        var queue = new EvictionQueue(64);
        queue.Add(0, 5);
        queue.Add(1, 1);
        var evicted = new List<int>();
        for (var i = 2; !queue.Contains(0) || evicted.Count < 60; i = 1 + i % 60)
        {
            if (!queue.Contains(0)) break;
            evicted.Add(queue.Take());
            if (queue.Contains(0) && !queue.Contains(i)) queue.Add(i, 1);
        }
        // Each newcomer is worth one more than the one it replaced: the fifth is worth as much, and the sixth outlives it.
        Assert.Equal(5, evicted.Count);
        Assert.Equal(0, evicted[^1]);
    }

    [Fact]
    public void Uses_beyond_the_limit_say_nothing_new() => Assert.Equal([0, 1], Take(new EvictionQueue(8), (0, 1000), (1, EvictionPolicy.MaxUses)));

    [Fact]
    public void Whoever_is_used_again_leaves_from_the_middle_and_can_return()
    {
        var queue = new EvictionQueue(8);
        for (var block = 0; block < 3; block++) queue.Add(block, 1);
        queue.Remove(1);
        Assert.False(queue.Contains(1));
        Assert.Equal(0, queue.Take());
        queue.Add(1, 2);
        Assert.Equal((2, 1, 0), (queue.Take(), queue.Take(), queue.Count));
    }

    [Fact]
    public void Wrong_use_is_an_error()
    {
        var queue = new EvictionQueue(2);
        Assert.Throws<InvalidOperationException>(() => queue.Take());
        queue.Add(0, 1);
        Assert.Throws<InvalidOperationException>(() => queue.Add(0, 1));
        Assert.Throws<InvalidOperationException>(() => queue.Remove(1));
    }

    [Fact]
    public void Any_series_of_events_evicts_what_a_sorted_list_would()
    {
        const int Capacity = 40;
        var random = new Random(RandomSeed.Next());
        var queue = new EvictionQueue(Capacity);
        var list = new List<(int Block, long Worth, int Turn)>();
        var age = 0L;
        for (var turn = 0; turn < 50_000; turn++)
        {
            var block = random.Next(Capacity);
            var at = list.FindIndex(e => e.Block == block);
            switch (random.Next(5))
            {
                case 0 when list.Count > 0:
                    var least = list.OrderBy(e => e.Worth).ThenBy(e => e.Turn).First();
                    Assert.Equal(least.Block, queue.Take());
                    age = least.Worth;
                    list.Remove(least);
                    break;
                case 1 when at >= 0:
                    queue.Remove(block);
                    list.RemoveAt(at);
                    break;
                default:
                    if (at >= 0) break;
                    var uses = 1 + random.Next(20);
                    queue.Add(block, uses);
                    list.Add((block, age + Math.Min(uses, EvictionPolicy.MaxUses), turn));
                    break;
            }
            Assert.Equal((list.Count, age), (queue.Count, queue.Age));
        }
    }

    private static int[] Take(EvictionQueue queue, params (int Block, int Uses)[] blocks)
    {
        foreach (var (block, uses) in blocks) queue.Add(block, uses);
        return [.. blocks.Select(_ => queue.Take())];
    }
}
