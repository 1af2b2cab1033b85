using System.Globalization;

namespace Orchestrator.Contracts.KvCache;

/// <summary>How a pool's index of KV blocks is cut: by the name of a chain's first block, so that one prompt asks one shard.</summary>
public static class KvShards
{
    /// <summary>Name of the stream provider that carries <see cref="KvEventBatch"/>.</summary>
    public const string StreamProvider = "kv";

    /// <summary>Namespace of the streams; a stream's key is its shard grain's.</summary>
    public const string StreamNamespace = "kv-events";

    /// <summary>The shard of all chains that begin with this block.</summary>
    public static int Of(ulong root, int shards) => (int)(root % (ulong)shards);

    /// <summary>The key of a shard's grain and of its stream: "pool/shard".</summary>
    public static string Key(string pool, int shard) => string.Create(CultureInfo.InvariantCulture, $"{pool}/{shard}");

    /// <summary>The pool and the shard of a key.</summary>
    public static (string Pool, int Shard) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return (key[..slash], int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }
}
