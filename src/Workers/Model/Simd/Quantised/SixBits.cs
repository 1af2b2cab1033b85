namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>The packed 6-bit scales of K-quants.</summary>
internal static unsafe class SixBits
{
    /// <summary>
    /// Eight scales and minimums in 12 bytes (Q4_K, Q5_K): those of groups 0..3 are the low six bits of bytes 0..3 and 4..7; those of groups 4..7 are
    /// nibbles of bytes 8..11 (scale low, minimum high) below the upper two bits of bytes 0..3 and 4..7.
    /// </summary>
    /// <param name="packed">[12].</param>
    /// <param name="scales">Eight bytes, group 0 in the lowest.</param>
    /// <param name="minimums">Eight bytes, group 0 in the lowest.</param>
    public static void ScalesAndMinimums(byte* packed, out ulong scales, out ulong minimums)
    {
        uint a = *(uint*)packed, b = *(uint*)(packed + 4), c = *(uint*)(packed + 8);
        const uint low = 0x3F3F3F3F, nibble = 0x0F0F0F0F, pair = 0x03030303;
        scales = (a & low) | (ulong)((c & nibble) | (a >> 6 & pair) << 4) << 32;
        minimums = (b & low) | (ulong)((c >> 4 & nibble) | (b >> 6 & pair) << 4) << 32;
    }

    /// <summary>Sixteen scales in 12 bytes (Q3_K): lower halves in the nibbles of bytes 0..7, upper pairs of bits in bytes 8..11.</summary>
    public static int Scale(byte* packed, int group) => packed[group % 8] >> (group / 8 * 4) & 15 | (packed[8 + group % 4] >> (group / 4 * 2) & 3) << 4;
}
