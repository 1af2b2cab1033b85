namespace Orchestrator.Workers.KvCache;

/// <summary>Names a block after its parent's name and its 16 token ids: <see cref="Contracts.KvCache.BlockHash.Next"/>, or a worse one that a test makes collide.</summary>
internal delegate ulong BlockHasher(ulong parent, ReadOnlySpan<int> tokens);
