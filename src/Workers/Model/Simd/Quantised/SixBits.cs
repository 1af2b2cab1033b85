using System.Runtime.CompilerServices;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>The packed 6-bit scales of K-quants, unpacked to bytes.</summary>
internal static unsafe class SixBits
{
    private const uint Low = 0x3F3F3F3F, Nibble = 0x0F0F0F0F, Pair = 0x03030303;

    /// <summary>
    /// Eight scales and minimums in 12 bytes (Q4_K, Q5_K): those of groups 0..3 are the low six bits of bytes 0..3 and 4..7; those of groups 4..7 are
    /// nibbles of bytes 8..11 (scale low, minimum high) below the upper two bits of bytes 0..3 and 4..7.
    /// </summary>
    /// <param name="packed">[12].</param>
    /// <param name="scales">Eight bytes, group 0 in the lowest.</param>
    /// <param name="minimums">Likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScalesAndMinimums(byte* packed, out ulong scales, out ulong minimums)
    {
        uint a = *(uint*)packed, b = *(uint*)(packed + 4), c = *(uint*)(packed + 8);
        scales = (a & Low) | (ulong)((c & Nibble) | (a >> 6 & Pair) << 4) << 32;
        minimums = (b & Low) | (ulong)((c >> 4 & Nibble) | (b >> 6 & Pair) << 4) << 32;
    }

    /// <summary>Sixteen scales in 12 bytes (Q3_K): lower halves in the nibbles of bytes 0..7, upper pairs of bits in bytes 8..11.</summary>
    /// <param name="packed">[12].</param>
    /// <param name="first">Eight bytes, group 0 in the lowest.</param>
    /// <param name="second">Groups 8..15.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* packed, out ulong first, out ulong second)
    {
        uint a = *(uint*)packed, b = *(uint*)(packed + 4), c = *(uint*)(packed + 8);
        first = ((a & Nibble) | (c & Pair) << 4) | (ulong)((b & Nibble) | (c >> 2 & Pair) << 4) << 32;
        second = ((a >> 4 & Nibble) | (c >> 4 & Pair) << 4) | (ulong)((b >> 4 & Nibble) | (c >> 6 & Pair) << 4) << 32;
    }
}
