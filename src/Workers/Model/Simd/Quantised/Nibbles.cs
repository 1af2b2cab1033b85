using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Pieces of bytes that several formats share. Shifts work on pairs of bytes, which is one instruction; the mask drops what comes over from the neighbour.</summary>
internal static unsafe class Nibbles
{
    /// <summary>16 bytes as 32 numbers: the low halves, then the high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowThenHigh(byte* bytes)
    {
        var both = Vector128.Load(bytes);
        return Vector256.Create(both, (both.AsUInt16() >>> 4).AsByte()) & Vector256.Create((byte)15);
    }

    /// <summary>32 bytes as 32 numbers of 4 bits: the low halves or the high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowOrHigh(byte* bytes, int half) => Right(Vector256.Load(bytes), 4 * half) & Vector256.Create((byte)15);

    /// <summary>32 bytes as 32 numbers of 2 bits, those at bit 2 * <paramref name="pair"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Pair(byte* bytes, int pair) => Right(Vector256.Load(bytes), 2 * pair) & Vector256.Create((byte)3);

    /// <summary>Bit <paramref name="bit"/> of each of 32 bytes, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Bit(byte* bytes, int bit) => Right(Vector256.Load(bytes), bit) & Vector256<byte>.One;

    /// <summary>Small numbers moved up; their upper bits must be free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Up(Vector256<byte> numbers, int bits) => (numbers.AsUInt16() << bits).AsByte();

    /// <summary>16 where the word at <paramref name="bits"/> has bit i for number i, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> FifthBits(byte* bits)
    {
        // Every byte gets the byte of the word that has its bit; both halves of the vector hold the whole word.
        var word = Vector256.Create(*(uint*)bits).AsByte();
        var index = Vector256.Create(0x0000000000000000ul, 0x0101010101010101ul, 0x0202020202020202ul, 0x0303030303030303ul).AsByte();
        var spread = Avx2.IsSupported ? Avx2.Shuffle(word, index) : Vector256.Create(
            Vector128.Shuffle(word.GetLower(), index.GetLower()), Vector128.Shuffle(word.GetUpper(), index.GetUpper()));
        var others = Vector256.Create(~0x8040201008040201ul).AsByte();
        return Vector256.Equals(spread | others, Vector256<byte>.AllBitsSet) & Vector256.Create((byte)16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Right(Vector256<byte> bytes, int bits) => (bytes.AsUInt16() >>> bits).AsByte();
}
