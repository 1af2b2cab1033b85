namespace Orchestrator.ModelFiles.Dequantization;

/// <summary>
/// ggml's K-quants: 256 numbers in groups of 16 or 32, whose own scales (and minimums) are small integers under the block's half-precision ones.
/// </summary>
internal static class SuperBlocks
{
    /// <summary>16 bytes, per group of 16: 4 bits scale, 4 bits minimum; 64 bytes of 2-bit quants; half d; half dmin. d scale q - dmin minimum.</summary>
    public static void Q2_K(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[84..], target = target[256..])
        {
            ReadOnlySpan<byte> scales = source[..16], quants = source[16..80];
            float d = HalfPrecision.Scale(source, 80), dMin = HalfPrecision.Scale(source, 82);
            for (var i = 0; i < 256; i++)
            {
                float scale = d * (scales[i / 16] & 15), minimum = dMin * (scales[i / 16] >> 4);
                target[i] = scale * TwoBits(quants, i) - minimum;
            }
        }
    }

    /// <summary>32 bytes with the third bits; 64 bytes of 2-bit quants; 12 bytes with a 6-bit scale per group of 16; half d. d (scale - 32) (q - 4).</summary>
    public static void Q3_K(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[110..], target = target[256..])
        {
            ReadOnlySpan<byte> high = source[..32], quants = source[32..96], scales = source[96..108];
            var d = HalfPrecision.Scale(source, 108);
            for (var i = 0; i < 256; i++)
            {
                var scale = d * (ThreeBitScale(scales, i / 16) - 32);
                var third = high[i % 32] >> (i / 32) & 1;
                target[i] = scale * ((TwoBits(quants, i) | third << 2) - 4);
            }
        }
    }

    /// <summary>half d; half dmin; 12 bytes with a 6-bit scale and minimum per group of 32; 128 bytes of 4-bit quants. d scale q - dmin minimum.</summary>
    public static void Q4_K(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[144..], target = target[256..])
        {
            float d = HalfPrecision.Scale(source, 0), dMin = HalfPrecision.Scale(source, 2);
            ReadOnlySpan<byte> scales = source[4..16], quants = source[16..144];
            for (var group = 0; group < 8; group++)
            {
                var (scale, minimum) = ScaleAndMinimum(scales, group);
                float groupD = d * scale, groupMin = dMin * minimum;
                for (var i = 0; i < 32; i++) target[group * 32 + i] = groupD * FourBits(quants, group, i) - groupMin;
            }
        }
    }

    /// <summary>As Q4_K, with 32 bytes of fifth bits (bit g of byte i for number i of group g) before the quants.</summary>
    public static void Q5_K(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[176..], target = target[256..])
        {
            float d = HalfPrecision.Scale(source, 0), dMin = HalfPrecision.Scale(source, 2);
            ReadOnlySpan<byte> scales = source[4..16], high = source[16..48], quants = source[48..176];
            for (var group = 0; group < 8; group++)
            {
                var (scale, minimum) = ScaleAndMinimum(scales, group);
                float groupD = d * scale, groupMin = dMin * minimum;
                for (var i = 0; i < 32; i++) target[group * 32 + i] = groupD * (FourBits(quants, group, i) | (high[i] >> group & 1) << 4) - groupMin;
            }
        }
    }

    /// <summary>128 bytes with the lower 4 bits; 64 bytes with the upper 2; 16 signed scales, per group of 16; half d. d scale (q - 32).</summary>
    public static void Q6_K(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (; target.Length > 0; source = source[210..], target = target[256..])
        {
            ReadOnlySpan<byte> low = source[..128], high = source[128..192], scales = source[192..208];
            var d = HalfPrecision.Scale(source, 208);
            for (var i = 0; i < 256; i++)
            {
                // Each half of the block (128 numbers) has 64 bytes of low bits: numbers 0..63 in the low nibbles, 64..127 in the high ones.
                var within = i % 128;
                var nibble = low[i / 128 * 64 + within % 64] >> (within / 64 * 4) & 15;
                var upper = high[i / 128 * 32 + within % 32] >> (within / 32 * 2) & 3;
                target[i] = d * (sbyte)scales[i / 16] * ((nibble | upper << 4) - 32);
            }
        }
    }

    // Each half of the block (128 numbers) has 32 bytes; number i of it is in byte i % 32, bits 2 (i / 32) and up.
    private static int TwoBits(ReadOnlySpan<byte> quants, int number) =>
        quants[number / 128 * 32 + number % 32] >> (number % 128 / 32 * 2) & 3;

    // Groups 2k and 2k + 1 share 32 bytes: the even one has the low nibbles.
    private static int FourBits(ReadOnlySpan<byte> quants, int group, int number) =>
        quants[group / 2 * 32 + number] >> (group % 2 * 4) & 15;

    // Sixteen 6-bit scales in 12 bytes: lower halves in the nibbles of bytes 0..7, upper pairs of bits in bytes 8..11.
    private static int ThreeBitScale(ReadOnlySpan<byte> scales, int group) =>
        scales[group % 8] >> (group / 8 * 4) & 15 | (scales[8 + group % 4] >> (group / 4 * 2) & 3) << 4;

    // Eight 6-bit scales and minimums in 12 bytes: those of groups 0..3 whole in bytes 0..3 and 4..7, those of groups 4..7 as nibbles of
    // bytes 8..11 (scale low, minimum high) with their upper two bits on top of bytes 0..3 and 4..7.
    public static (int Scale, int Minimum) ScaleAndMinimum(ReadOnlySpan<byte> scales, int group) => group < 4
        ? (scales[group] & 63, scales[group + 4] & 63)
        : (scales[group + 4] & 15 | scales[group - 4] >> 6 << 4, scales[group + 4] >> 4 | scales[group] >> 6 << 4);
}
