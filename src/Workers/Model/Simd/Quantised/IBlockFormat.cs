using System.Runtime.Intrinsics;

namespace Orchestrator.Workers.Model.Simd.Quantised;

/// <summary>A quantised storage format, as small integers under scales: number = (quant - zero) * scale + minimum, one scale (and minimum) per group of numbers.</summary>
internal unsafe interface IBlockFormat
{
    /// <summary>A zero of formats whose quants are whole signed bytes.</summary>
    const int SignedBytes = 128;

    /// <summary>Minimums are handed out times this: it undoes the factor of <see cref="ByteRows"/>' sums, which they meet.</summary>
    const float Share = 1f / ByteRows.SumFactor;

    /// <summary>Numbers of a block: 32 or 256.</summary>
    static abstract int Length { get; }

    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>Numbers under one scale: 32 or 16.</summary>
    static abstract int Group { get; }

    /// <summary>What a quant of zero is stored as: 0 or a power of two. <see cref="SignedBytes"/>: quants are bytes with a sign; else they are unsigned, at most 63.</summary>
    static abstract int Zero { get; }

    /// <summary>Whether groups have minimums; without them <see cref="Scales"/> writes none.</summary>
    static abstract bool HasMinimums { get; }

    /// <summary>The quants of 32 neighbouring numbers.</summary>
    /// <param name="block">The block.</param>
    /// <param name="part">Which 32 of the block's numbers.</param>
    static abstract Vector256<byte> Quants(byte* block, int part);

    /// <summary>Scales and minimums of all groups of a block, in order. Blocks of 32 begin with their scale in half precision; their minimum, if any, follows.</summary>
    /// <param name="block">The block.</param>
    /// <param name="scales">[Length / Group], written.</param>
    /// <param name="minimums">[Length / Group], times <see cref="Share"/>; written where there are minimums.</param>
    /// <param name="halves"><see cref="HalfTable.Floats"/>.</param>
    static abstract void Scales(byte* block, float* scales, float* minimums, float* halves);
}
