using Orchestrator.Contracts.KvCache;
using Xunit;

namespace Orchestrator.Unit.KvCache;

/// <summary>Names of blocks cross processes and versions: these values, made with the reference implementation of XXH3-64, never change.</summary>
public sealed class BlockHashTests
{
    private const ulong Tenant = 0xF32E62A59D539D81;
    private const ulong First = 0xA1ACAAC144963A01;
    private const ulong Second = 0x6116E0836983FB2C;

    [Theory]
    [InlineData("", "", "", 0xB25805C594DEC06B)]
    [InlineData("llama", "", "", 0x22F7720F21C0B255)]
    [InlineData("llama", "", "tenant", Tenant)]
    [InlineData("modèle", "Zusatz", "Salz", 0xBEB0F66077E6FD7C)]
    public void The_root_is_made_of_model_adapter_and_salt(string model, string adapter, string salt, ulong expected) => Assert.Equal(expected, BlockHash.Root(model, adapter, salt));

    [Fact]
    public void Moving_a_letter_from_one_to_the_next_is_another_root()
    {
        Assert.NotEqual(BlockHash.Root("ab", "c", "d"), BlockHash.Root("a", "bc", "d"));
        Assert.NotEqual(BlockHash.Root("a", "bc", "d"), BlockHash.Root("a", "b", "cd"));
        Assert.NotEqual(BlockHash.Root("a", "b", ""), BlockHash.Root("a", "", "b"));
    }

    [Fact]
    public void A_block_is_named_after_its_parent_and_its_tokens()
    {
        Assert.Equal(First, BlockHash.Next(Tenant, Tokens(0, 16)));
        Assert.Equal(Second, BlockHash.Next(First, Tokens(16, 16)));
        Assert.Equal(0xFF585471B70269DBUL, BlockHash.Next(Second, Enumerable.Repeat(151643, 16).ToArray()));
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
