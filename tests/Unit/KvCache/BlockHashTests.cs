using Orchestrator.Contracts.KvCache;
using Xunit;

namespace Orchestrator.Unit.KvCache;

/// <summary>Names of blocks cross processes and versions: these values, made with the reference implementation of XXH3-64, never change.</summary>
public sealed class BlockHashTests
{
    private const ulong Tenant = 0x281D8596925AC127;
    private const ulong First = 0xBB61B1662430062B;
    private const ulong Second = 0x381604FB44D874D5;

    [Theory]
    [InlineData("", "", 0xD6BCEC3C6B29D72E)]
    [InlineData("model/simd-1/kv-F32", "", 0x0DD782A278060240)]
    [InlineData("model/simd-1/kv-F32", "tenant", Tenant)]
    [InlineData("modèle", "Salz", 0x0B87E67EF46F92F3)]
    public void The_root_is_made_of_fingerprint_and_salt(string fingerprint, string salt, ulong expected) => Assert.Equal(expected, BlockHash.Root(fingerprint, salt));

    [Fact]
    public void Moving_a_letter_from_the_fingerprint_to_the_salt_is_another_root() => Assert.NotEqual(BlockHash.Root("ab", "c"), BlockHash.Root("a", "bc"));

    [Fact]
    public void A_block_is_named_after_its_parent_and_its_tokens()
    {
        Assert.Equal(First, BlockHash.Next(Tenant, Tokens(0, 16)));
        Assert.Equal(Second, BlockHash.Next(First, Tokens(16, 16)));
        Assert.Equal(0x422E9A9E0A5D4A77UL, BlockHash.Next(Second, Enumerable.Repeat(151643, 16).ToArray()));
        Assert.Equal(0xD19B67B2D77D4003UL, BlockHash.Next(0, new int[16]));
        Assert.Equal(0x115C2E9E86F1657DUL, BlockHash.Next(ulong.MaxValue, Enumerable.Repeat(int.MaxValue, 16).ToArray()));
    }

    [Theory]
    [InlineData(0, new ulong[0])]
    [InlineData(15, new ulong[0])]
    [InlineData(16, new[] { First })]
    [InlineData(31, new[] { First })]
    [InlineData(32, new[] { First, Second })]
    [InlineData(40, new[] { First, Second })]
    public void A_chain_names_the_full_blocks_alone(int tokens, ulong[] expected) => Assert.Equal(expected, BlockHash.Chain(Tenant, Tokens(0, tokens)));

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void A_block_of_another_size_has_no_name(int tokens) => Assert.Throws<ArgumentException>(() => BlockHash.Next(Tenant, new int[tokens]));

    private static int[] Tokens(int first, int count) => [.. Enumerable.Range(first, count)];
}
