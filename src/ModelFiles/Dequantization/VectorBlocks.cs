using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.ModelFiles.Dequantization;

/// <summary>
/// The common formats, 16 numbers at a time, with the very multiplications and additions of the scalar versions: the same bits, several times faster.
/// The layouts are explained there.
/// </summary>
internal static class VectorBlocks
{
    public static bool Decodes(TensorType type) => Vector128.IsHardwareAccelerated
        && type is TensorType.F16 or TensorType.BF16 or TensorType.Q4_0 or TensorType.Q8_0 or TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K;

    public static void Row(TensorType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        int length = TensorTypes.BlockLength(type), bytes = TensorTypes.BlockBytes(type);
        if (length == 1)
        {
            Halves(type, MemoryMarshal.Cast<byte, ushort>(source), target);
            return;
        }
        for (; target.Length > 0; source = source[bytes..], target = target[length..])
        {
            switch (type)
            {
                case TensorType.Q4_0: Q4_0(source, target); break;
                case TensorType.Q8_0: Q8_0(source, target); break;
                case TensorType.Q4_K: Q4_K(source, target); break;
                case TensorType.Q5_K: Q5_K(source, target); break;
                case TensorType.Q6_K: Q6_K(source, target); break;
                default: throw new ArgumentOutOfRangeException(nameof(type), type, "no vector version");
            }
        }
    }

    private static void Halves(TensorType type, ReadOnlySpan<ushort> source, Span<float> target)
    {
        for (; target.Length >= 8; source = source[8..], target = target[8..])
        {
            var (low, high) = Vector128.Widen(Vector128.Create(source));
            (type == TensorType.BF16 ? (low << 16).AsSingle() : FromHalf(low)).CopyTo(target);
            (type == TensorType.BF16 ? (high << 16).AsSingle() : FromHalf(high)).CopyTo(target[4..]);
        }
        if (type == TensorType.BF16) HalfPrecision.BF16(source, target);
        else HalfPrecision.F16(source, target);
    }

    /// <summary>Moves exponent and fraction to a float's places; multiplying by 2^112 corrects the exponent's bias and makes subnormals normal.</summary>
    private static Vector128<float> FromHalf(Vector128<uint> half)
    {
        var magnitude = half & Vector128.Create(0x7FFFu);
        var scaled = (magnitude << 13).AsSingle() * Vector128.Create(0x77800000u).AsSingle();
        var infiniteOrNaN = Vector128.GreaterThan(magnitude, Vector128.Create(0x7BFFu)) & Vector128.Create(0x7F800000u);
        return (scaled.AsUInt32() | infiniteOrNaN | (half & Vector128.Create(0x8000u)) << 16).AsSingle();
    }

    private static void Q4_0(ReadOnlySpan<byte> block, Span<float> target)
    {
        var (d, quants, eight) = (HalfPrecision.Scale(block, 0), Vector128.Create(block[2..]), Vector128.Create((sbyte)8));
        Times(LowNibbles(quants) - eight, d, target);
        Times(HighNibbles(quants) - eight, d, target[16..]);
    }

    private static void Q8_0(ReadOnlySpan<byte> block, Span<float> target)
    {
        var d = HalfPrecision.Scale(block, 0);
        Times(Vector128.Create(block[2..]).AsSByte(), d, target);
        Times(Vector128.Create(block[18..]).AsSByte(), d, target[16..]);
    }

    private static void Q4_K(ReadOnlySpan<byte> block, Span<float> target)
    {
        float d = HalfPrecision.Scale(block, 0), dMin = HalfPrecision.Scale(block, 2);
        for (var group = 0; group < 8; group++)
        {
            var (scale, minimum) = SuperBlocks.ScaleAndMinimum(block[4..16], group);
            for (var i = 0; i < 32; i += 16)
            {
                var quants = Vector128.Create(block[(16 + group / 2 * 32 + i)..]);
                TimesMinus(group % 2 == 0 ? LowNibbles(quants) : HighNibbles(quants), d * scale, dMin * minimum, target[(group * 32 + i)..]);
            }
        }
    }

    private static void Q5_K(ReadOnlySpan<byte> block, Span<float> target)
    {
        float d = HalfPrecision.Scale(block, 0), dMin = HalfPrecision.Scale(block, 2);
        for (var group = 0; group < 8; group++)
        {
            var (scale, minimum) = SuperBlocks.ScaleAndMinimum(block[4..16], group);
            for (var i = 0; i < 32; i += 16)
            {
                var quants = Vector128.Create(block[(48 + group / 2 * 32 + i)..]);
                var fifth = ((Vector128.Create(block[(16 + i)..]) >>> group) & Vector128<byte>.One) << 4;
                TimesMinus((group % 2 == 0 ? LowNibbles(quants) : HighNibbles(quants)) | fifth.AsSByte(), d * scale, dMin * minimum, target[(group * 32 + i)..]);
            }
        }
    }

    private static void Q6_K(ReadOnlySpan<byte> block, Span<float> target)
    {
        var d = HalfPrecision.Scale(block, 208);
        for (var i = 0; i < 256; i += 16)
        {
            var within = i % 128;
            var nibbles = Vector128.Create(block[(i / 128 * 64 + within % 64)..]);
            var upper = Vector128.Create(block[(128 + i / 128 * 32 + within % 32)..]) >>> (within / 32 * 2) & Vector128.Create((byte)3);
            var quants = (within < 64 ? LowNibbles(nibbles) : HighNibbles(nibbles)) | (upper << 4).AsSByte();
            Times(quants - Vector128.Create((sbyte)32), d * (sbyte)block[192 + i / 16], target[i..]);
        }
    }

    private static Vector128<sbyte> LowNibbles(Vector128<byte> quants) => (quants & Vector128.Create((byte)15)).AsSByte();

    private static Vector128<sbyte> HighNibbles(Vector128<byte> quants) => (quants >>> 4).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Times(Vector128<sbyte> quants, float scale, Span<float> target)
    {
        var (a, b, c, d) = Widen(quants);
        (a * scale).CopyTo(target);
        (b * scale).CopyTo(target[4..]);
        (c * scale).CopyTo(target[8..]);
        (d * scale).CopyTo(target[12..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TimesMinus(Vector128<sbyte> quants, float scale, float minus, Span<float> target)
    {
        var (a, b, c, d) = Widen(quants);
        var minuses = Vector128.Create(minus);
        (a * scale - minuses).CopyTo(target);
        (b * scale - minuses).CopyTo(target[4..]);
        (c * scale - minuses).CopyTo(target[8..]);
        (d * scale - minuses).CopyTo(target[12..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Widen(Vector128<sbyte> quants)
    {
        var (low, high) = Vector128.Widen(quants);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        return (Vector128.ConvertToSingle(a), Vector128.ConvertToSingle(b), Vector128.ConvertToSingle(c), Vector128.ConvertToSingle(d));
    }
}
