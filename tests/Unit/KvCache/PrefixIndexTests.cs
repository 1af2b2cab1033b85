using Orchestrator.Workers.KvCache;
using Xunit;

namespace Orchestrator.Unit.KvCache;

/// <summary>The name finds, the tokens confirm: with names that all collide nothing wrong is ever found.</summary>
public sealed class PrefixIndexTests
{
    private readonly PrefixIndex _index = new(64);
    private readonly BlockPool _pool;

    public PrefixIndexTests() => _pool = new BlockPool(64, _index);

    [Fact]
    public void Other_tokens_under_the_same_name_are_not_found()
    {
        Kept(Text(1, 32, Colliding));
        Assert.Empty(new CacheUser(_pool, _index, Text(2, 32, Colliding).Text, "", Colliding).Find());
        // One name for all: the first block is known, and whatever follows it is not.
        Assert.Single(Text(1, 32, Colliding).Find());
    }

    [Fact]
    public void The_same_tokens_after_other_ones_are_not_found()
    {
        // Names look at the block's tokens alone, as if parents always collided.
        static ulong Orphan(ulong parent, ReadOnlySpan<int> tokens) => Contracts.KvCache.BlockHash.Next(0, tokens);
        int[] ending = [.. Enumerable.Range(500, 16)];
        Kept(new CacheUser(_pool, _index, [.. Enumerable.Range(0, 16), .. ending], "", Orphan));
        Assert.Empty(new CacheUser(_pool, _index, [.. Enumerable.Range(16, 16), .. ending], "", Orphan).Find());
        Assert.Empty(new CacheUser(_pool, _index, ending, "", Orphan).Find());
        Kept(new CacheUser(_pool, _index, [.. Enumerable.Range(16, 16)], "", Orphan));
        Assert.Single(new CacheUser(_pool, _index, [.. Enumerable.Range(16, 16), .. ending], "", Orphan).Find());
    }

    [Fact]
    public void Another_tenants_tokens_are_not_found_even_when_the_names_collide()
    {
        static ulong Saltless(ulong parent, ReadOnlySpan<int> tokens) => Contracts.KvCache.BlockHash.Next(0, tokens);
        foreach (var hasher in new BlockHasher[] { Contracts.KvCache.BlockHash.Next, Saltless })
        {
            var index = new PrefixIndex(64);
            var pool = new BlockPool(64, index);
            var text = Text(1, 16, hasher).Text;
            Kept(new CacheUser(pool, index, text, "one", hasher));
            Assert.Single(new CacheUser(pool, index, text, "one", hasher).Find());
            Assert.Empty(new CacheUser(pool, index, text, "two", hasher).Find());
            Assert.Empty(new CacheUser(pool, index, text, "", hasher).Find());
        }
    }

    [Fact]
    public void Of_two_blocks_with_the_same_content_one_is_kept()
    {
        var (first, second) = (Text(1, 40), Text(1, 40));
        Assert.True(first.TryBegin(out _) && second.TryBegin(out _));
        Assert.Equal((2, 2), (first.Keep(), second.Keep()));
        Assert.Equal(first.Blocks[..2], second.Blocks[..2]);
        Assert.Equal(4, _pool.Referenced);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(3)]
    [InlineData(1)]
    public void Whatever_is_found_holds_the_very_tokens_however_short_the_names(int bits)
    {
        var random = RandomSeed.New();
        ulong Short(ulong parent, ReadOnlySpan<int> tokens) => Contracts.KvCache.BlockHash.Next(parent, tokens) >> (64 - bits);
        var total = random.Next(6, 24);
        var index = new PrefixIndex(total);
        var pool = new BlockPool(total, index);
        // What each block was last filled with: its tenant, and all tokens from the start to its end.
        var content = new (string Salt, int[] Text)[total];
        var users = new List<CacheUser>();
        long shared = 0;
        for (var i = 0; i < 4000; i++)
        {
            if (random.Next(100) == 0)
            {
                pool.ForgetAll();
                Assert.Equal((0, 0), (index.Count, pool.Cached));
            }
            else if (users.Count > 0 && random.Next(2) == 0)
            {
                var ended = users[random.Next(users.Count)];
                users.Remove(ended);
                ended.End();
            }
            else
            {
                var user = new CacheUser(pool, index, RandomText(random), $"{random.Next(2)}", Short);
                if (user.TryBegin(out var found)) Begin(user, found);
                shared += found;
            }
            Check();
        }
        Assert.Equal(0, users.Count - users.Count(u => u.Blocks.Count > 0));
        foreach (var user in users) user.End();
        Assert.Equal((0, total), (pool.Referenced, pool.Free + pool.Cached));
        Assert.True(shared > 0, "nothing was ever found");

        void Begin(CacheUser user, int found)
        {
            for (var b = 0; b < found; b++)
            {
                Assert.Equal(user.Salt, content[user.Blocks[b]].Salt);
                Assert.Equal(user.Text[..((b + 1) * KvLayout.BlockSize)], content[user.Blocks[b]].Text);
            }
            for (var b = found; b < user.Blocks.Count; b++) content[user.Blocks[b]] = (user.Salt, user.Text[..Math.Min(user.Text.Length, (b + 1) * KvLayout.BlockSize)]);
            if (random.Next(4) > 0) user.Keep();
            users.Add(user);
        }

        void Check()
        {
            Assert.Equal(total, pool.Free + pool.Cached + pool.Referenced);
            Assert.Equal(users.SelectMany(u => u.Blocks).Distinct().Count(), pool.Referenced);
            for (var b = 0; b < total; b++)
            {
                Assert.Equal(users.Sum(u => u.Blocks.Count(held => held == b)), pool.References[b]);
                // What leads to a known block is known as well: nothing is kept that cannot be found.
                if (index.Knows(b)) Assert.Equal(b, new CacheUser(pool, index, content[b].Text, content[b].Salt, Short).Find()[^1]);
            }
        }
    }

    private static ulong Colliding(ulong parent, ReadOnlySpan<int> tokens) => 7;

    private static int[] RandomText(Random random)
    {
        // Few first blocks, so that texts often begin alike.
        var blocks = Enumerable.Range(0, random.Next(1, 6)).SelectMany(_ => Enumerable.Repeat(random.Next(2), KvLayout.BlockSize));
        return [.. blocks, .. Enumerable.Repeat(9, random.Next(KvLayout.BlockSize))];
    }

    private static void Kept(CacheUser user)
    {
        Assert.True(user.TryBegin(out _));
        user.Keep();
        user.End();
    }

    private CacheUser Text(int family, int tokens, BlockHasher? hasher = null) => new(_pool, _index, [.. Enumerable.Range(1000 * family, tokens)], "", hasher);
}
