using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Orchestrator.Contracts.KvCache;

/// <summary>
/// The name of a block of keys and values: XXH3-64, chained, so that it stands for all tokens from the start of the text to the end of the
/// block. Names find blocks and prove nothing: 64 bits collide on purpose, and whoever reuses a block compares its tokens and parent.
/// </summary>
public static class BlockHash
{
    /// <summary>Tokens in one block.</summary>
    public const int BlockTokens = 16;

    // Never part of UTF-8, so that ("a", "bc") and ("ab", "c") differ.
    private const byte Separator = 0xFF;

    /// <summary>The parent of a text's first block: XXH3-64 over model, adapter and salt in UTF-8, a byte 0xFF between them.</summary>
    /// <param name="model">The model as it is served, which is its pool's name. Not the numerics: one gateway names a prompt once for workers of any device, and their KV meets nowhere (docs/decisions/0005).</param>
    /// <param name="adapter">The adapter; empty for the bare model.</param>
    /// <param name="salt">The tenant's secret; texts with different salts share nothing. Empty for none.</param>
    public static ulong Root(string model, string adapter, string salt)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(model), Separator, .. Encoding.UTF8.GetBytes(adapter), Separator, .. Encoding.UTF8.GetBytes(salt)];
        return XxHash3.HashToUInt64(bytes);
    }

    /// <summary>The name of the block after <paramref name="parent"/>: XXH3-64 over the parent's name and the token ids, all little-endian.</summary>
    /// <param name="parent">The block before, or <see cref="Root"/>.</param>
    /// <param name="tokens">[<see cref="BlockTokens"/>]; another number throws <see cref="ArgumentException"/>.</param>
    public static ulong Next(ulong parent, ReadOnlySpan<int> tokens)
    {
        if (tokens.Length != BlockTokens) throw new ArgumentException($"{tokens.Length} tokens; a block has {BlockTokens}", nameof(tokens));
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + BlockTokens * sizeof(int)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, parent);
        for (var i = 0; i < BlockTokens; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes[(sizeof(ulong) + i * sizeof(int))..], tokens[i]);
        return XxHash3.HashToUInt64(bytes);
    }

    /// <summary>The names of all full blocks of a text, in order; tokens of a last block that is not full have none.</summary>
    public static ulong[] Chain(ulong root, ReadOnlySpan<int> tokens)
    {
        var chain = new ulong[tokens.Length / BlockTokens];
        for (var i = 0; i < chain.Length; i++) chain[i] = root = Next(root, tokens.Slice(i * BlockTokens, BlockTokens));
        return chain;
    }
}
