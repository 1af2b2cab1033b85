namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// What a simulated layer knows of a sequence: a digest of all its tokens, chained by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
/// It is what the layer's keys hold, so whatever follows depends on the cache having been right.
/// </summary>
internal static class TokenState
{
    /// <summary>Of a sequence whose cache was wrong. It stays so whatever comes behind.</summary>
    public const ulong Broken = 0;

    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Before the first token.</summary>
    public static ulong Start(int seed, int layer) => Mix(((ulong)(uint)seed << 32) + (uint)layer) | 1;

    /// <summary>After one token more.</summary>
    public static ulong Next(ulong state, int token) => state == Broken ? Broken : Mix(state ^ (uint)token) | 1;

    /// <summary>What the layers know together.</summary>
    public static ulong Join(ulong layers, ulong layer) => layers == Broken || layer == Broken ? Broken : Mix(layers ^ layer) | 1;

    public static ulong Mix(ulong z)
    {
        z += Gamma;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
