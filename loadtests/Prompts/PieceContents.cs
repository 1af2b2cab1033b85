namespace Orchestrator.LoadTests.Prompts;

/// <summary>The numbers that a piece's tokens are made of, from its seed alone (SplitMix64 of Steele, Lea and Flood).</summary>
internal struct PieceContents(ulong seed)
{
    // Four draws of 16 bits come from one number.
    private const int Draws = 4, DrawBits = 16;

    private ulong _state = seed;
    private ulong _drawn;
    private int _left;

    /// <summary>The next number from 0 to <paramref name="below"/>, exclusive; <paramref name="below"/> is at most 65,536.</summary>
    public int Next(int below)
    {
        if (_left == 0) (_drawn, _left) = (Mix(_state += 0x9E3779B97F4A7C15), Draws);
        var draw = (int)(_drawn & ((1 << DrawBits) - 1));
        (_drawn, _left) = (_drawn >> DrawBits, _left - 1);
        return (int)((long)draw * below >> DrawBits);
    }

    /// <summary>A seed that belongs to several numbers in this order.</summary>
    public static ulong Seed(params ReadOnlySpan<ulong> parts)
    {
        var seed = 0UL;
        foreach (var part in parts) seed = Mix(seed + 0x9E3779B97F4A7C15 + Mix(part));
        return seed;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
