using System.Runtime.InteropServices;

namespace Orchestrator.ModelFiles.Dequantization;

/// <summary>
/// Turns stored rows into floats, exactly as ggml's reference does (dequantize_row_*): every product and difference rounded by itself, none fused.
/// </summary>
public static class Dequantizer
{
    /// <summary>Decodes one row, or any whole number of blocks.</summary>
    /// <param name="type">How <paramref name="source"/> is stored.</param>
    /// <param name="source">target.Length / block length blocks.</param>
    /// <param name="target">A multiple of the type's block length.</param>
    public static void Row(TensorType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        if (target.Length % TensorTypes.BlockLength(type) != 0) throw new ArgumentException($"{target.Length} numbers are no whole number of {type} blocks", nameof(target));
        if (source.Length != TensorTypes.RowBytes(type, target.Length)) throw new ArgumentException($"{target.Length} numbers in {type} take {TensorTypes.RowBytes(type, target.Length)} bytes, not {source.Length}", nameof(source));
        if (VectorBlocks.Decodes(type)) VectorBlocks.Row(type, source, target);
        else Scalar(type, source, target);
    }

    /// <summary>One number after the other: what the vector versions are held against.</summary>
    internal static void Scalar(TensorType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        switch (type)
        {
            case TensorType.F32: MemoryMarshal.Cast<byte, float>(source).CopyTo(target); break;
            case TensorType.F16: HalfPrecision.F16(MemoryMarshal.Cast<byte, ushort>(source), target); break;
            case TensorType.BF16: HalfPrecision.BF16(MemoryMarshal.Cast<byte, ushort>(source), target); break;
            case TensorType.Q4_0: SimpleBlocks.Q4_0(source, target); break;
            case TensorType.Q4_1: SimpleBlocks.Q4_1(source, target); break;
            case TensorType.Q5_0: SimpleBlocks.Q5_0(source, target); break;
            case TensorType.Q5_1: SimpleBlocks.Q5_1(source, target); break;
            case TensorType.Q8_0: SimpleBlocks.Q8_0(source, target); break;
            case TensorType.Q2_K: SuperBlocks.Q2_K(source, target); break;
            case TensorType.Q3_K: SuperBlocks.Q3_K(source, target); break;
            case TensorType.Q4_K: SuperBlocks.Q4_K(source, target); break;
            case TensorType.Q5_K: SuperBlocks.Q5_K(source, target); break;
            case TensorType.Q6_K: SuperBlocks.Q6_K(source, target); break;
            case TensorType.IQ4_NL: TableBlocks.IQ4_NL(source, target); break;
            case TensorType.IQ4_XS: TableBlocks.IQ4_XS(source, target); break;
            case TensorType.MXFP4: TableBlocks.MXFP4(source, target); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "unknown tensor type");
        }
    }
}
