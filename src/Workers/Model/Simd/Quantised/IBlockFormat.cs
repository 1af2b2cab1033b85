using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>A quantised storage format, as small integers under scales: number = integer * scale + minimum, one scale (and minimum) per group of numbers.</summary>
internal unsafe interface IBlockFormat
{
    /// <summary>Minimums are handed out times this: what undoes the shift in <see cref="ByteRows"/>, whose shifted sums they meet.</summary>
    const float Share = -1f / ByteRows.Shift;

    /// <summary>Numbers of a block: 32 or 256.</summary>
    static abstract int Length { get; }

    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>Numbers under one scale: 32 or 16.</summary>
    static abstract int Group { get; }

    /// <summary>Whether groups have minimums; without them <see cref="Scales"/> writes none.</summary>
    static abstract bool HasMinimums { get; }

    /// <summary>The integers of 32 neighbouring numbers, between -128 and 127.</summary>
    /// <param name="block">The block.</param>
    /// <param name="part">Which 32 of the block's numbers.</param>
    static abstract Vector256<sbyte> Integers(byte* block, int part);

    /// <summary>Scales and minimums of all groups of a block, in order. Blocks of 32 begin with their scale in half precision; their minimum, if any, follows.</summary>
    /// <param name="block">The block.</param>
    /// <param name="scales">[Length / Group], <paramref name="apart"/> floats apart, written.</param>
    /// <param name="minimums">Likewise, times <see cref="Share"/>; written where there are minimums.</param>
    /// <param name="apart">Floats from one group's to the next.</param>
    /// <param name="halves"><see cref="HalfTable.Floats"/>.</param>
    static abstract void Scales(byte* block, float* scales, float* minimums, int apart, float* halves);
}
