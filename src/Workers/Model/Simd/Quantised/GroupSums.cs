using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>
/// How one product of a quantised row with a rounded input is added up, eight rows at a time. Groups follow one another: sum = (scale of the
/// weights * scale of the input) * (exact integer sum) + sum, then the minimum's share likewise. The integer sums are exact, so no tile,
/// thread or instruction set changes a bit. (Exact block sums are ggml's idea; with rows in the lanes the order needs no lanes.)
/// </summary>
internal static unsafe class GroupSums<TFormat> where TFormat : struct, IBlockFormat
{
    /// <summary>What integer sums begin with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Begin(byte* record, int group) => ByteDot<TFormat>.Begin(Inputs(record, group));

    /// <summary>Adds a group.</summary>
    /// <param name="sum">The groups before it.</param>
    /// <param name="integers">Its integer sums.</param>
    /// <param name="scales">Eight rows' scales of it.</param>
    /// <param name="minimums">Eight rows' minimums, read where the format has them.</param>
    /// <param name="record">The input's.</param>
    /// <param name="group">Within the record.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> sum, Vector256<int> integers, float* scales, float* minimums, byte* record, int group)
    {
        var scale = Vector256.Create(*(float*)(record + ByteRows.ScaleAt));
        sum = Lanes.MultiplyAdd(Vector256.Load(scales) * scale, Vector256.ConvertToSingle(integers), sum);
        return TFormat.HasMinimums ? Lanes.MultiplyAdd(Vector256.Load(minimums) * scale, Vector256.Create((float)Inputs(record, group)), sum) : sum;
    }

    // -128 times the sum of a group's inputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Inputs(byte* record, int group) => TFormat.Group == 32 ? *(int*)(record + ByteRows.SumAt) : ((int*)(record + ByteRows.HalfSumsAt))[group];
}
