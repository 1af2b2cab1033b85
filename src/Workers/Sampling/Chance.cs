namespace Orchestrator.Workers.Sampling;

/// <summary>
/// Random numbers without state: a pure function of (seed, choice, position), so neither batch nor recovery nor migration can change one.
/// Each input is folded in by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
public static class Chance
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public static double At(ulong seed, int choice, int position)
    {
        var h = Mix(seed + GoldenGamma);
        h = Mix(h ^ (uint)choice) + GoldenGamma;
        h = Mix(h ^ (uint)position);
        return (h >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
