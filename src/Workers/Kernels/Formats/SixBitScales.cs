using ILGPU;

namespace Orchestrator.Workers.Kernels.Formats;

/// <summary>What a Q4_K and a Q5_K block begin with: half d; half dmin; 12 bytes with eight scales and eight minimums of 6 bits.</summary>
public static class SixBitScales
{
    /// <summary>d scale and -dmin minimum of a group of 32 numbers.</summary>
    public static QuantScale At(ArrayView<byte> tensor, long block, int group)
    {
        // Groups 0 to 3: scales in bytes 0 to 3, minimums in bytes 4 to 7. Groups 4 to 7: bytes 8 to 11 have the low four bits of both,
        // and the two bits above them are at the top of bytes 0 to 3 (scales) and 4 to 7 (minimums).
        var bytes = block + 4;
        int first = tensor[bytes + (group & 3)], second = tensor[bytes + 4 + (group & 3)], third = tensor[bytes + 8 + (group & 3)];
        var scale = group < 4 ? first & 63 : (third & 15) | ((first >> 6) << 4);
        var minimum = group < 4 ? second & 63 : (third >> 4) | ((second >> 6) << 4);
        return new QuantScale(Blocks.Half(tensor, block) * scale, -(Blocks.Half(tensor, block + 2) * minimum));
    }
}
