using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// The largest logits of each row, in falling order; of equal ones the lowest id first. A logit and its id are one number, the rank, so that the largest rank is
/// what is looked for. Rows are cut into pieces; a second launch takes the best of the pieces' best. NaN counts as largest, so that nobody misses it.
/// </summary>
public static class TopLogits
{
    /// <summary>Numbers of a piece.</summary>
    public const int Piece = 4096;

    /// <summary>The most that can be asked of a row: the best of 64 pieces fit one piece, enough for 262,144 logits.</summary>
    public const int Most = 64;

    /// <summary>Threads of a group in <see cref="Grouped"/>.</summary>
    public const int Threads = 128;

    /// <summary>The rank of a logit: its bits, so changed that they count as the numbers do, then the id's complement. Never 0.</summary>
    public static ulong Rank(float logit, int id)
    {
        // -0 is 0, and all NaN are one.
        var bits = Interop.FloatAsInt(logit);
        if (bits == 0x80000000u) bits = 0;
        if ((bits & 0x7FFFFFFFu) > 0x7F800000u) bits = 0x7FC00000u;
        var rising = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
        return ((ulong)rising << 32) | ~(uint)id;
    }

    /// <summary>The id in a rank.</summary>
    public static int Id(ulong rank) => (int)~(uint)rank;

    /// <summary>The logit in a rank.</summary>
    public static float Logit(ulong rank)
    {
        var rising = (uint)(rank >> 32);
        return Interop.IntAsFloat((rising & 0x80000000u) != 0 ? rising & 0x7FFFFFFFu : ~rising);
    }

    /// <summary>The reference: one thread per piece looks again and again for the largest rank below the last one.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="logits">[rows, width], or empty when the ranks are given.</param>
    /// <param name="ranks">[rows, width], or empty.</param>
    /// <param name="best">[rows, pieces, count]; 0 where a piece has fewer.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="pieces">Pieces of a row.</param>
    /// <param name="count">How many are wanted, at most <see cref="Most"/>.</param>
    [Kernel]
    public static void Run(Index1D first, int step, ArrayView<float> logits, ArrayView<ulong> ranks, ArrayView<ulong> best, int rows, int width, int pieces, int count)
    {
        for (int i = first; i < rows * pieces; i += step)
        {
            int row = i / pieces, from = i % pieces * Piece, end = IntrinsicMath.Min(from + Piece, width);
            var last = ulong.MaxValue;
            for (var k = 0; k < count; k++)
            {
                var largest = 0UL;
                for (var at = from; at < end; at++)
                {
                    var rank = At(logits, ranks, row, width, at);
                    if (rank < last && rank > largest) largest = rank;
                }
                best[(long)i * count + k] = largest;
                last = largest;
            }
        }
    }

    /// <summary>One group per piece, whose ranks lie in shared memory. Each thread knows the largest of its own; who had the largest of all strikes it out and looks again.</summary>
    [Kernel]
    public static void Grouped(ArrayView<float> logits, ArrayView<ulong> ranks, ArrayView<ulong> best, int width, int pieces, int count)
    {
        var left = SharedMemory.Allocate<ulong>(Piece);
        var warps = SharedMemory.Allocate<ulong>(Threads / Warps.Size);
        int row = Grid.IdxX / pieces, from = Grid.IdxX % pieces * Piece, length = IntrinsicMath.Min(Piece, width - from), thread = Group.IdxX;
        var mine = 0UL;
        for (var i = thread; i < length; i += Threads)
        {
            var rank = At(logits, ranks, row, width, from + i);
            left[i] = rank;
            mine = Larger(mine, rank);
        }
        for (var k = 0; k < count; k++)
        {
            var largest = LargestOfWarp(mine);
            if (thread % Warps.Size == 0) warps[thread / Warps.Size] = largest;
            Group.Barrier();
            largest = Larger(Larger(warps[0], warps[1]), Larger(warps[2], warps[3]));
            if (thread == 0) best[(long)Grid.IdxX * count + k] = largest;
            if (mine == largest)
            {
                mine = 0UL;
                for (var i = thread; i < length; i += Threads)
                {
                    if (left[i] == largest) left[i] = 0UL;
                    mine = Larger(mine, left[i]);
                }
            }
            Group.Barrier();
        }
    }

    private static ulong At(ArrayView<float> logits, ArrayView<ulong> ranks, int row, int width, int at) =>
        ranks.Length != 0 ? ranks[(long)row * width + at] : Rank(logits[(long)row * width + at], at);

    private static ulong Larger(ulong a, ulong b) => a > b ? a : b;

    private static ulong LargestOfWarp(ulong value)
    {
        for (var bit = Warps.Size / 2; bit > 0; bit /= 2) value = Larger(value, Warp.ShuffleXor(value, bit));
        return value;
    }
}
