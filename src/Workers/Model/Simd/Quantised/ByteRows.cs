using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// Rows of activations rounded to signed bytes, one row per token. A row is a chain of records, each for 32 numbers:
/// their bytes, their scale, and -128 times the sum of all 32 bytes and of each 16: what products with a format's zero and its minimums come to.
/// </summary>
internal sealed unsafe class ByteRows : IDisposable
{
    /// <summary>Bytes of a record, and where its parts are.</summary>
    public const int RecordBytes = 48, ScaleAt = 32, SumAt = 36, HalfSumsAt = 40;

    /// <summary>Numbers of a record.</summary>
    public const int RecordLength = 32;

    /// <summary>What sums are kept times.</summary>
    public const int SumFactor = -128;

    private readonly byte* _start;

    /// <param name="rows">Tokens.</param>
    /// <param name="columns">Numbers of the longest row.</param>
    public ByteRows(int rows, int columns)
    {
        Stride = (long)(columns + RecordLength - 1) / RecordLength * RecordBytes;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(rows * Stride, 1), 64);
    }

    ~ByteRows() => Dispose();

    /// <summary>Bytes from one row to the next.</summary>
    public long Stride { get; }

    public byte* Row(int row) => _start + row * Stride;

    /// <summary>Rounds a row.</summary>
    /// <param name="row">Which.</param>
    /// <param name="source">[columns].</param>
    /// <param name="columns">A multiple of 32, or of 256 for <see cref="Rounding.By256"/>.</param>
    /// <param name="rounding">By32 or By256.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Round(int row, float* source, int columns, Rounding rounding)
    {
        var length = rounding == Rounding.By32 ? 32 : 256;
        var record = Row(row);
        for (var at = 0; at < columns; at += length)
        {
            var largest = Largest(source + at, length);
            // Zeros have no scale; a NaN is the largest of all, and its scale makes the whole product NaN.
            var (scale, inverse) = (0f, 0f);
            if (largest != 0)
            {
                inverse = 127f / largest;
                scale = rounding == Rounding.By32 ? (float)(Half)(largest / 127f) : 1 / inverse;
            }
            for (var part = 0; part < length; part += RecordLength, record += RecordBytes) Write(source + at + part, scale, inverse, record);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        GC.SuppressFinalize(this);
    }

    // By bits: absolute values order as integers do, and NaN is above infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest(float* source, int length)
    {
        var bits = Vector256<int>.Zero;
        for (var i = 0; i < length; i += Lanes.Count) bits = Vector256.Max(bits, Vector256.Load((int*)source + i) & Vector256.Create(0x7FFFFFFF));
        var four = Vector128.Max(bits.GetLower(), bits.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return BitConverter.Int32BitsToSingle(Math.Max(four[0], four[1]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* source, float scale, float inverse, byte* record)
    {
        var (a, b) = (Integers(source, inverse), Integers(source + 8, inverse));
        var (c, d) = (Integers(source + 16, inverse), Integers(source + 24, inverse));
        Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).Store((sbyte*)record);
        int first = Sum(a + b), second = Sum(c + d);
        *(float*)(record + ScaleAt) = scale;
        *(int*)(record + SumAt) = SumFactor * (first + second);
        ((int*)(record + HalfSumsAt))[0] = SumFactor * first;
        ((int*)(record + HalfSumsAt))[1] = SumFactor * second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(Vector256<int> v)
    {
        var four = v.GetLower() + v.GetUpper();
        four += Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return four[0] + four[1];
    }

    // To nearest, ties to even. What a number that is not finite becomes does not matter: its scale is not finite either.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Integers(float* source, float inverse) => Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Load(source) * inverse));
}
