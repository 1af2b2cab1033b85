namespace Orchestrator.ModelFiles.Writing;

/// <summary>
/// Steele, Lea and Flood's SplitMix64 generator: whole numbers only, so a seed gives the same sequence on every machine.
/// Floats are made from bits, without a library function that may round differently elsewhere.
/// </summary>
public struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>A number in [-1, 1), a multiple of 2^-23: exact in a float.</summary>
    public float NextSigned() => (int)(Next() >> 40) * (1f / (1 << 23)) - 1f;

    /// <summary>A whole number in [0, <paramref name="bound"/>), <paramref name="bound"/> at least 1.</summary>
    public int NextBelow(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A generator for one of many independent sequences of a seed, found without running through the others.</summary>
    public static SplitMix64 Branch(ulong seed, ulong branch) => new(Mix(seed ^ Mix(branch + 0x9E37_79B9_7F4A_7C15)));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
