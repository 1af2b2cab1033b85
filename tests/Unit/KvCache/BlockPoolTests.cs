using Orchestrator.Workers.KvCache;
using Xunit;

namespace Orchestrator.Unit.KvCache;

/// <summary>Blocks go from hand to hand, and none is lost or held twice by mistake.</summary>
public sealed class BlockPoolTests
{
    private readonly PrefixIndex _index = new(8);
    private readonly BlockPool _pool;

    public BlockPoolTests() => _pool = new BlockPool(8, _index);

    [Fact]
    public void What_is_known_is_cached_when_it_is_let_go_and_the_rest_is_free()
    {
        Use(1, tokens: 40);
        Assert.Equal((6, 2, 0), (_pool.Free, _pool.Cached, _pool.Referenced));
    }

    [Fact]
    public void Sharing_needs_no_new_block_and_the_last_to_let_go_decides()
    {
        Use(1, tokens: 40);
        var (first, second) = (Begin(1, 40, shared: 2), Begin(1, 37, shared: 2));
        Assert.Equal(first.Blocks[..2], second.Blocks[..2]);
        Assert.Equal((4, 0, 4), (_pool.Free, _pool.Cached, _pool.Referenced));
        first.End();
        Assert.Equal((5, 0, 3), (_pool.Free, _pool.Cached, _pool.Referenced));
        second.End();
        Assert.Equal((6, 2, 0), (_pool.Free, _pool.Cached, _pool.Referenced));
    }

    [Fact]
    public void Nothing_is_evicted_while_a_block_is_free()
    {
        Use(1, tokens: 64);
        Begin(2, 64, shared: 0).End();
        Assert.Equal(4, Text(1, 64).Find().Count);
    }

    [Fact]
    public void Of_a_chain_the_end_is_evicted_before_its_beginning()
    {
        Use(1, tokens: 64);
        for (var left = 3; left >= 0; left--)
        {
            var other = new List<int>();
            Assert.True(_pool.TryTake(8 - left, other));
            Assert.Equal(left, Text(1, 64).Find().Count);
            _pool.Release(other);
        }
    }

    [Fact]
    public void What_was_used_last_stays_longest()
    {
        Use(1, tokens: 32);
        Use(2, tokens: 32);
        Begin(1, 33, shared: 2).End();
        var other = new List<int>();
        Assert.True(_pool.TryTake(6, other));
        Assert.Equal((2, 0), (Text(1, 32).Find().Count, Text(2, 32).Find().Count));
    }

    [Fact]
    public void More_than_there_is_takes_nothing()
    {
        Use(1, tokens: 64);
        var taken = new List<int>();
        Assert.False(_pool.TryTake(9, taken));
        Assert.Empty(taken);
        Assert.Equal(4, Text(1, 64).Find().Count);
    }

    [Fact]
    public void Letting_go_twice_is_a_bug()
    {
        var taken = new List<int>();
        Assert.True(_pool.TryTake(1, taken));
        var block = taken[0];
        _pool.Release(taken);
        Assert.Throws<InvalidOperationException>(() => _pool.Release(block));
    }

    [Fact]
    public void A_free_block_cannot_be_shared() => Assert.Throws<InvalidOperationException>(() => _pool.Share(3));

    [Fact]
    public void What_is_distrusted_is_not_found_nor_what_follows_it()
    {
        Use(1, tokens: 64);
        Use(2, tokens: 32);
        var holder = Begin(1, 33, shared: 2);
        _pool.Distrust(Text(1, 32).Find()[1..]);
        Assert.Equal((1, 2), (Text(1, 64).Find().Count, Text(2, 32).Find().Count));
        // Its two idle blocks are free at once, and the one that is held when it is let go.
        Assert.Equal((3, 2, 3), (_pool.Free, _pool.Cached, _pool.Referenced));
        holder.End();
        Assert.Equal((5, 3, 0), (_pool.Free, _pool.Cached, _pool.Referenced));
        // And the same tokens, computed again, are found again.
        Use(1, tokens: 64);
        Assert.Equal(4, Text(1, 64).Find().Count);
    }

    private void Use(int family, int tokens)
    {
        var text = Text(family, tokens);
        Assert.True(text.TryBegin(out _));
        Assert.Equal(tokens / KvLayout.BlockSize, text.Keep());
        text.End();
    }

    private CacheUser Begin(int family, int tokens, int shared)
    {
        var text = Text(family, tokens);
        Assert.True(text.TryBegin(out var found));
        Assert.Equal(shared, found);
        return text;
    }

    private CacheUser Text(int family, int tokens) => new(_pool, _index, [.. Enumerable.Range(1000 * family, tokens)]);
}
