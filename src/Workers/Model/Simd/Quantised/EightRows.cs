using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>Reads one block of each of eight rows.</summary>
internal static unsafe class EightRows<TFormat> where TFormat : struct, IBlockFormat
{
    /// <summary>Rows.</summary>
    public const int Count = 8;

    /// <summary>Where each row begins; past the last row there is, the last one again.</summary>
    /// <param name="rowBytes">From one row to the next.</param>
    /// <param name="first">First row of the eight.</param>
    /// <param name="rows">Rows there are.</param>
    /// <param name="offsets">[8], written.</param>
    public static void Place(long rowBytes, int first, int rows, long* offsets)
    {
        for (var row = 0; row < Count; row++) offsets[row] = Math.Min(first + row, rows - 1) * rowBytes;
    }

    /// <summary>All groups' scales and minimums of a block, eight rows beside each other.</summary>
    /// <param name="block">The block's place in row 0.</param>
    /// <param name="offsets">Of the rows.</param>
    /// <param name="scales">[groups, apart], of which eight columns are written.</param>
    /// <param name="minimums">Likewise.</param>
    /// <param name="apart">Floats from one group to the next.</param>
    /// <param name="halves"><see cref="HalfTable.Floats"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* block, long* offsets, float* scales, float* minimums, int apart, float* halves)
    {
        if (TFormat.Length > ByteRows.RecordLength)
        {
            ScalesOfLong(block, offsets, scales, minimums, apart, halves);
            return;
        }
        Halves(block, offsets, halves).Store(scales);
        if (TFormat.HasMinimums) (Halves(block + sizeof(ushort), offsets, halves) * IBlockFormat.Share).Store(minimums);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScalesOfLong(byte* block, long* offsets, float* scales, float* minimums, int apart, float* halves)
    {
        const int mostGroups = 16;
        float* s = stackalloc float[Count * mostGroups], m = stackalloc float[Count * mostGroups];
        var groups = TFormat.Length / TFormat.Group;
        for (var row = 0; row < Count; row++) TFormat.Scales(block + offsets[row], s + row * groups, m + row * groups, halves);
        for (var group = 0; group < groups; group += Turn.Size)
        {
            Turn.Apply((int*)s + group, groups, (int*)scales + group * apart, apart);
            if (TFormat.HasMinimums) Turn.Apply((int*)m + group, groups, (int*)minimums + group * apart, apart);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(byte* block, long* offsets, float* halves) => Vector256.Create(
        halves[*(ushort*)(block + offsets[0])], halves[*(ushort*)(block + offsets[1])], halves[*(ushort*)(block + offsets[2])], halves[*(ushort*)(block + offsets[3])],
        halves[*(ushort*)(block + offsets[4])], halves[*(ushort*)(block + offsets[5])], halves[*(ushort*)(block + offsets[6])], halves[*(ushort*)(block + offsets[7])]);
}
