using System.Buffers.Binary;

namespace Orchestrator.ModelFiles.Dequantization;

/// <summary>
/// ggml's formats of 32 numbers that share one scale d (and a minimum m). Byte i of the 4-bit quants holds number i in its low half and
/// number i + 16 in its high half; the 5-bit formats keep the fifth bits apart, one word with bit i for number i.
/// </summary>
internal static class SimpleBlocks
{
    /// <summary>half d; 16 bytes of quants. (q - 8) d.</summary>
    public static void Q4_0(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[18..], target = target[32..])
        {
            var d = HalfPrecision.Scale(source, 0);
            for (var i = 0; i < 16; i++)
            {
                target[i] = ((source[2 + i] & 15) - 8) * d;
                target[i + 16] = ((source[2 + i] >> 4) - 8) * d;
            }
        }
    }

    /// <summary>half d; half m; 16 bytes of quants. q d + m.</summary>
    public static void Q4_1(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[20..], target = target[32..])
        {
            float d = HalfPrecision.Scale(source, 0), m = HalfPrecision.Scale(source, 2);
            for (var i = 0; i < 16; i++)
            {
                target[i] = (source[4 + i] & 15) * d + m;
                target[i + 16] = (source[4 + i] >> 4) * d + m;
            }
        }
    }

    /// <summary>half d; 4 bytes of fifth bits; 16 bytes of quants. (q - 16) d.</summary>
    public static void Q5_0(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[22..], target = target[32..])
        {
            var d = HalfPrecision.Scale(source, 0);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(source[2..]);
            for (var i = 0; i < 16; i++)
            {
                target[i] = (FiveBits(source[6 + i] & 15, high, i) - 16) * d;
                target[i + 16] = (FiveBits(source[6 + i] >> 4, high, i + 16) - 16) * d;
            }
        }
    }

    /// <summary>half d; half m; 4 bytes of fifth bits; 16 bytes of quants. q d + m.</summary>
    public static void Q5_1(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[24..], target = target[32..])
        {
            float d = HalfPrecision.Scale(source, 0), m = HalfPrecision.Scale(source, 2);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
            for (var i = 0; i < 16; i++)
            {
                target[i] = FiveBits(source[8 + i] & 15, high, i) * d + m;
                target[i + 16] = FiveBits(source[8 + i] >> 4, high, i + 16) * d + m;
            }
        }
    }

    /// <summary>half d; 32 signed bytes. q d.</summary>
    public static void Q8_0(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[34..], target = target[32..])
        {
            var d = HalfPrecision.Scale(source, 0);
            for (var i = 0; i < 32; i++) target[i] = (sbyte)source[2 + i] * d;
        }
    }

    private static int FiveBits(int low, uint high, int number) => low | (int)(high >> number & 1) << 4;
}
