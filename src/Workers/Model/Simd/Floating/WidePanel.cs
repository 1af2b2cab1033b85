using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simd.Floating;

/// <summary>Sixteen weight rows as floats for <see cref="WideTile"/>: rows in pairs, eight numbers of the one, then eight of the other.</summary>
internal static unsafe class WidePanel
{
    /// <summary>Rows of a panel.</summary>
    public const int Rows = 16;

    /// <summary>Decodes rows of a matrix; past the last one, the last one again.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="first">First row.</param>
    /// <param name="rows">Rows there are, 1 to 16.</param>
    /// <param name="panel">[16 / 2, length / 8, 2, 8], written; length is the columns rounded up to 8.</param>
    /// <param name="scratch">Room for one row.</param>
    public static void Fill(Tensor weights, int first, int rows, float* panel, float* scratch)
    {
        var length = Lanes.Padded(weights.Columns);
        for (var row = 0; row < Rows; row++)
        {
            var target = panel + row / 2 * 2L * length + row % 2 * Lanes.Count;
            var stored = weights.Data + (first + Math.Min(row, rows - 1)) * weights.RowBytes;
            switch (weights.Type)
            {
                case TensorType.F32 when length == weights.Columns: Spread<F32Numbers>(stored, length, target); break;
                case TensorType.F16 when length == weights.Columns: Spread<F16Numbers>(stored, length, target); break;
                case TensorType.BF16 when length == weights.Columns: Spread<BF16Numbers>(stored, length, target); break;
                default: Spread<F32Numbers>((byte*)WeightRows.Floats(weights, first + Math.Min(row, rows - 1), 1, scratch), length, target); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread<TFormat>(byte* row, int length, float* target) where TFormat : struct, IFloatFormat
    {
        for (nint k = 0; k < length; k += Lanes.Count, target += 2 * Lanes.Count)
        {
            Prefetch.Ask(row + k * TFormat.Bytes + Prefetch.Distance, Lanes.Count * TFormat.Bytes);
            TFormat.Load(row, k).Store(target);
        }
    }
}
