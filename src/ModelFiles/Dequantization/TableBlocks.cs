using System.Buffers.Binary;

namespace Orchestrator.ModelFiles.Dequantization;

/// <summary>ggml's 4-bit formats whose quants are places in a table of uneven steps. Nibbles lie as in <see cref="SimpleBlocks"/>.</summary>
internal static class TableBlocks
{
    private static ReadOnlySpan<sbyte> NonLinear => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    // E2M1 floats times 2, so that they are integers.
    private static ReadOnlySpan<sbyte> TwiceE2M1 => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    /// <summary>half d; 16 bytes of quants. d table[q].</summary>
    public static void IQ4_NL(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[18..], target = target[32..]) Block(HalfPrecision.Scale(source, 0), source[2..18], NonLinear, target);
    }

    /// <summary>half d; 2 bytes with the upper and 4 with the lower bits of a 6-bit scale per group of 32; 128 bytes of quants. d (scale - 32) table[q].</summary>
    public static void IQ4_XS(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[136..], target = target[256..])
        {
            var d = HalfPrecision.Scale(source, 0);
            var upper = BinaryPrimitives.ReadUInt16LittleEndian(source[2..]);
            for (var group = 0; group < 8; group++)
            {
                var scale = source[4 + group / 2] >> (group % 2 * 4) & 15 | (upper >> (group * 2) & 3) << 4;
                Block(d * (scale - 32), source.Slice(8 + group * 16, 16), NonLinear, target.Slice(group * 32, 32));
            }
        }
    }

    /// <summary>1 byte, an exponent: the scale is 2^(e - 127); 16 bytes of quants, each an E2M1 float.</summary>
    public static void MXFP4(ReadOnlySpan<byte> source, Span<float> target)
    {
        // Half the scale, because the table is doubled.
        for (; target.Length > 0; source = source[17..], target = target[32..]) Block(MathF.ScaleB(1, source[0] - 128), source[1..17], TwiceE2M1, target);
    }

    private static void Block(float scale, ReadOnlySpan<byte> quants, ReadOnlySpan<sbyte> table, Span<float> target)
    {
        for (var i = 0; i < 16; i++)
        {
            target[i] = scale * table[quants[i] & 15];
            target[i + 16] = scale * table[quants[i] >> 4];
        }
    }
}
