using System.Buffers.Binary;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>Turns a row of floats into the bytes of a tensor type. The quantised formats and their rounding are ggml's.</summary>
public static class RowEncoder
{
    /// <summary>The types that <see cref="Encode"/> knows.</summary>
    public static IReadOnlyList<TensorType> Types { get; } = [TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0, TensorType.Q4_0];

    /// <summary>Fills <paramref name="bytes"/>, <see cref="TensorTypes.RowBytes"/> long, with <paramref name="row"/>, whole blocks of numbers. Throws <see cref="ArgumentException"/> for a type that is not in <see cref="Types"/>.</summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> row, Span<byte> bytes)
    {
        var block = TensorTypes.BlockLength(type);
        var size = TensorTypes.BlockBytes(type);
        for (var i = 0; i < row.Length / block; i++)
        {
            var numbers = row.Slice(i * block, block);
            var target = bytes.Slice(i * size, size);
            switch (type)
            {
                case TensorType.F32: BinaryPrimitives.WriteSingleLittleEndian(target, numbers[0]); break;
                case TensorType.F16: BinaryPrimitives.WriteHalfLittleEndian(target, (Half)numbers[0]); break;
                case TensorType.BF16: BinaryPrimitives.WriteUInt16LittleEndian(target, BFloat16(numbers[0])); break;
                case TensorType.Q8_0: Q8_0(numbers, target); break;
                case TensorType.Q4_0: Q4_0(numbers, target); break;
                default: throw new ArgumentException($"cannot encode {type}; known: {string.Join(", ", Types)}");
            }
        }
    }

    // The upper half of the float's bits, rounded to nearest, ties to even.
    private static ushort BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    // Scale as a half, then 32 signed bytes; the largest number becomes 127 or -127.
    private static void Q8_0(ReadOnlySpan<float> numbers, Span<byte> target)
    {
        var largest = 0f;
        foreach (var number in numbers) largest = MathF.Max(largest, MathF.Abs(number));
        var scale = largest / 127f;
        var inverse = scale == 0f ? 0f : 1f / scale;
        BinaryPrimitives.WriteHalfLittleEndian(target, (Half)scale);
        for (var i = 0; i < 32; i++) target[2 + i] = (byte)(sbyte)MathF.Round(numbers[i] * inverse, MidpointRounding.AwayFromZero);
    }

    // Scale as a half, then 16 bytes: number i in the low and number i + 16 in the high half. The number farthest from zero becomes 0, which stands for -8.
    private static void Q4_0(ReadOnlySpan<float> numbers, Span<byte> target)
    {
        var farthest = 0f;
        foreach (var number in numbers) if (MathF.Abs(number) > MathF.Abs(farthest)) farthest = number;
        var scale = farthest / -8f;
        var inverse = scale == 0f ? 0f : 1f / scale;
        BinaryPrimitives.WriteHalfLittleEndian(target, (Half)scale);
        for (var i = 0; i < 16; i++) target[2 + i] = (byte)(Nibble(numbers[i] * inverse) | Nibble(numbers[i + 16] * inverse) << 4);
    }

    private static int Nibble(float scaled) => Math.Min(15, (int)(scaled + 8.5f));
}
