using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Workers.KvCache;

/// <summary>The shape of one worker's KV cache: per layer and block, first keys then values, each [BlockSize, KvHeads, HeadDim].</summary>
public sealed record KvLayout(int Layers, int KvHeads, int HeadDim, KvElement Element, int Blocks)
{
    /// <summary>Tokens in one block.</summary>
    public const int BlockSize = BlockHash.BlockTokens;

    public int ElementBytes => Element == KvElement.F32 ? 4 : 2;

    /// <summary>Bytes of one token's keys (or values) in one layer.</summary>
    public int TokenBytes => KvHeads * HeadDim * ElementBytes;

    /// <summary>Bytes of one block over all layers, keys and values.</summary>
    public long BlockBytes => 2L * Layers * BlockSize * TokenBytes;
}
