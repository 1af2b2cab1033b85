using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Turns eight rows of eight 4-byte words into eight rows of the words that stood below each other.</summary>
internal static unsafe class Turn
{
    /// <summary>Rows, and words of a row.</summary>
    public const int Size = 8;

    /// <summary>target[i, j] = source[j, i].</summary>
    /// <param name="source">[8, sourceStride].</param>
    /// <param name="sourceStride">Words from one row to the next.</param>
    /// <param name="target">[8, targetStride], of which eight columns are written.</param>
    /// <param name="targetStride">Words from one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(int* source, int sourceStride, int* target, int targetStride)
    {
        var (r0, r1) = (Vector256.Load(source), Vector256.Load(source + sourceStride));
        var (r2, r3) = (Vector256.Load(source + 2 * sourceStride), Vector256.Load(source + 3 * sourceStride));
        var (r4, r5) = (Vector256.Load(source + 4 * sourceStride), Vector256.Load(source + 5 * sourceStride));
        var (r6, r7) = (Vector256.Load(source + 6 * sourceStride), Vector256.Load(source + 7 * sourceStride));
        Apply(r0, r1, r2, r3, r4, r5, r6, r7, target, targetStride);
    }

    /// <summary>The same, from registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(
        Vector256<int> r0, Vector256<int> r1, Vector256<int> r2, Vector256<int> r3, Vector256<int> r4, Vector256<int> r5, Vector256<int> r6, Vector256<int> r7,
        int* target, int stride)
    {
        if (!Avx2.IsSupported)
        {
            var rows = stackalloc Vector256<int>[] { r0, r1, r2, r3, r4, r5, r6, r7 };
            for (var i = 0; i < Size; i++)
            {
                for (var j = 0; j < Size; j++) target[i * stride + j] = ((int*)(rows + j))[i];
            }
            return;
        }
        var (a0, a1, a2, a3) = (Avx2.UnpackLow(r0, r1).AsInt64(), Avx2.UnpackHigh(r0, r1).AsInt64(), Avx2.UnpackLow(r2, r3).AsInt64(), Avx2.UnpackHigh(r2, r3).AsInt64());
        var (b0, b1, b2, b3) = (Avx2.UnpackLow(r4, r5).AsInt64(), Avx2.UnpackHigh(r4, r5).AsInt64(), Avx2.UnpackLow(r6, r7).AsInt64(), Avx2.UnpackHigh(r6, r7).AsInt64());
        Store(Avx2.UnpackLow(a0, a2), Avx2.UnpackLow(b0, b2), target, stride);
        Store(Avx2.UnpackHigh(a0, a2), Avx2.UnpackHigh(b0, b2), target + stride, stride);
        Store(Avx2.UnpackLow(a1, a3), Avx2.UnpackLow(b1, b3), target + 2 * stride, stride);
        Store(Avx2.UnpackHigh(a1, a3), Avx2.UnpackHigh(b1, b3), target + 3 * stride, stride);
    }

    // Words i and i + 4 of rows 0..3 and of rows 4..7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<long> upper, Vector256<long> lower, int* target, int stride)
    {
        Avx2.Permute2x128(upper, lower, 0x20).Store((long*)target);
        Avx2.Permute2x128(upper, lower, 0x31).Store((long*)(target + 4 * stride));
    }
}
