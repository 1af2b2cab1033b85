using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Pieces of bytes that several formats share.</summary>
internal static unsafe class Nibbles
{
    /// <summary>16 bytes as 32 numbers: the low halves, then the high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowThenHigh(byte* bytes)
    {
        var both = Vector128.Load(bytes);
        return Vector256.Create(both, both >>> 4) & Vector256.Create((byte)15);
    }

    /// <summary>32 bytes as 32 numbers of 4 bits: the low halves or the high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowOrHigh(byte* bytes, int half)
    {
        var both = Vector256.Load(bytes);
        return (half == 0 ? both : both >>> 4) & Vector256.Create((byte)15);
    }

    /// <summary>32 bytes as 32 numbers of 2 bits, those at bit 2 * <paramref name="pair"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Pair(byte* bytes, int pair) => (Vector256.Load(bytes) >>> (2 * pair)) & Vector256.Create((byte)3);

    /// <summary>Bit <paramref name="bit"/> of each of 32 bytes, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Bit(byte* bytes, int bit) => (Vector256.Load(bytes) >>> bit) & Vector256<byte>.One;

    /// <summary>16 where the word at <paramref name="bits"/> has bit i for number i, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> FifthBits(byte* bits)
    {
        var word = Vector128.Create(*(uint*)bits).AsByte();
        var spread = Vector256.Create(
            Vector128.Shuffle(word, Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)),
            Vector128.Shuffle(word, Vector128.Create((byte)2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)));
        var places = Vector256.Create(0x8040201008040201ul).AsByte();
        return Vector256.Equals(spread & places, places) & Vector256.Create((byte)16);
    }
}
