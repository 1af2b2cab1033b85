using ILGPU;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Attention of a prompt by tensor cores; the reference is <see cref="Attention.Run{TKv}"/>. A group takes 64 neighbouring tokens of one sequence and one head, each
/// of its four warps 16 of them, over 32 positions at a time, with the online softmax. Queries, keys, values and weights are rounded to halves, sums are fp32.
/// Structure: FlashAttention-2 (Dao 2023); the weights that one product leaves in a lane are what the next one wants there.
/// </summary>
public static class TensorAttention
{
    /// <summary>Tokens and threads of a group.</summary>
    public const int Tokens = 64, Threads = 4 * Warps.Size;

    /// <summary>Shared memory and registers have room for heads of so many numbers; they must be a multiple of <see cref="Chunk"/>.</summary>
    public const int MostHeadDim = 128, Chunk = 32;

    private const int Positions = 32;

    /// <param name="q">[tokens, heads, headDim]</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="y">[tokens, heads, headDim]</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="tables">[tokens]: where in <paramref name="blocks"/> the token's sequence begins.</param>
    /// <param name="blocks">The block tables of all sequences.</param>
    /// <param name="tiles">[groups, 2]: the first token and how many, all of one sequence.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="kvHeads">Key heads; a divisor of heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    /// <param name="scale">1 / sqrt(headDim).</param>
    [Kernel]
    public static void Run<TKv>(ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y, ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, ArrayView<int> tiles,
        int heads, int kvHeads, int headDim, float scale)
        where TKv : struct, IKvFormat
    {
        // [headDim / 32, Positions, 32] and [headDim, Positions]: rows of 64 bytes, as in TensorMatMul.
        var keys = SharedMemory.Allocate<Bits128>(MostHeadDim * Positions / 8);
        var values = SharedMemory.Allocate<Bits128>(MostHeadDim * Positions / 8);
        int head = Grid.IdxX, first = tiles[2 * Grid.IdxY], count = tiles[2 * Grid.IdxY + 1];
        int lane = Group.IdxX % Warps.Size, own = Group.IdxX / Warps.Size * 16 + lane / 4, chunks = headDim / Chunk;
        // Rows beyond the last token repeat it.
        int topRow = first + IntrinsicMath.Min(own, count - 1), bottomRow = first + IntrinsicMath.Min(own + 8, count - 1);
        int top = positions[topRow], bottom = positions[bottomRow], end = positions[first + count - 1] + 1;
        var table = blocks.SubView(tables[first]);
        var place = new Place { Head = head * kvHeads / heads * headDim, Width = kvHeads * headDim, HeadDim = headDim };
        // Scores count in powers of 2.
        var factor = scale * Powers.Log2E;
        Quad<Bits128> topQuery = Query(q, ((long)topRow * heads + head) * headDim, chunks, factor), bottomQuery = Query(q, ((long)bottomRow * heads + head) * headDim, chunks, factor);

        float topMax = float.NegativeInfinity, bottomMax = float.NegativeInfinity, topSum = 0f, bottomSum = 0f;
        Quad<Quad<Quad<float>>> sums = default;
        for (var from = 0; from < end; from += Positions)
        {
            Group.Barrier();
            LoadKeys<TKv>(cache, table, keys, place, from, end);
            LoadValues<TKv>(cache, table, values.Cast<uint>(), place, from, end);
            Group.Barrier();

            Quad<Quad<float>> s = default;
            s = Multiply(topQuery.A, bottomQuery.A, keys, 0, s);
            if (chunks > 1) s = Multiply(topQuery.B, bottomQuery.B, keys, 1, s);
            if (chunks > 2) s = Multiply(topQuery.C, bottomQuery.C, keys, 2, s);
            if (chunks > 3) s = Multiply(topQuery.D, bottomQuery.D, keys, 3, s);
            // This lane's are positions 8 t to 8 t + 7.
            var position = from + lane % 4 * 8;
            s = new Quad<Quad<float>> { A = Mask(s.A, position, top, bottom), B = Mask(s.B, position + 2, top, bottom), C = Mask(s.C, position + 4, top, bottom), D = Mask(s.D, position + 6, top, bottom) };

            float topNow = IntrinsicMath.Max(topMax, OfFour(Max(Max(s.A.A, s.A.B, s.B.A, s.B.B), Max(s.C.A, s.C.B, s.D.A, s.D.B))));
            float bottomNow = IntrinsicMath.Max(bottomMax, OfFour(Max(Max(s.A.C, s.A.D, s.B.C, s.B.D), Max(s.C.C, s.C.D, s.D.C, s.D.D))));
            float topShrink = Powers.OfTwo(topMax - topNow), bottomShrink = Powers.OfTwo(bottomMax - bottomNow);
            (topMax, bottomMax) = (topNow, bottomNow);
            s = new Quad<Quad<float>> { A = Weigh(s.A, topNow, bottomNow), B = Weigh(s.B, topNow, bottomNow), C = Weigh(s.C, topNow, bottomNow), D = Weigh(s.D, topNow, bottomNow) };
            topSum = Fused.MultiplyAdd(topSum, topShrink, s.A.A + s.A.B + s.B.A + s.B.B + s.C.A + s.C.B + s.D.A + s.D.B);
            bottomSum = Fused.MultiplyAdd(bottomSum, bottomShrink, s.A.C + s.A.D + s.B.C + s.B.D + s.C.C + s.C.D + s.D.C + s.D.D);

            var topWeights = new Bits128 { AB = TensorCore.PackF16(s.A.A, s.A.B), CD = TensorCore.PackF16(s.B.A, s.B.B), EF = TensorCore.PackF16(s.C.A, s.C.B), GH = TensorCore.PackF16(s.D.A, s.D.B) };
            var bottomWeights = new Bits128 { AB = TensorCore.PackF16(s.A.C, s.A.D), CD = TensorCore.PackF16(s.B.C, s.B.D), EF = TensorCore.PackF16(s.C.C, s.C.D), GH = TensorCore.PackF16(s.D.C, s.D.D) };
            sums.A = Multiply(topWeights, bottomWeights, values, 0, Shrink(sums.A, topShrink, bottomShrink));
            if (chunks > 1) sums.B = Multiply(topWeights, bottomWeights, values, 1, Shrink(sums.B, topShrink, bottomShrink));
            if (chunks > 2) sums.C = Multiply(topWeights, bottomWeights, values, 2, Shrink(sums.C, topShrink, bottomShrink));
            if (chunks > 3) sums.D = Multiply(topWeights, bottomWeights, values, 3, Shrink(sums.D, topShrink, bottomShrink));
        }
        topSum += Warp.ShuffleXor(topSum, 1);
        topSum += Warp.ShuffleXor(topSum, 2);
        bottomSum += Warp.ShuffleXor(bottomSum, 1);
        bottomSum += Warp.ShuffleXor(bottomSum, 2);
        long topAt = ((long)topRow * heads + head) * headDim, bottomAt = ((long)bottomRow * heads + head) * headDim;
        var (hasTop, hasBottom) = (own < count ? 1 : 0, own + 8 < count ? 1 : 0);
        sums = new Quad<Quad<Quad<float>>>
        {
            A = Shrink(sums.A, 1f / topSum, 1f / bottomSum),
            B = Shrink(sums.B, 1f / topSum, 1f / bottomSum),
            C = Shrink(sums.C, 1f / topSum, 1f / bottomSum),
            D = Shrink(sums.D, 1f / topSum, 1f / bottomSum),
        };
        Store(sums.A, y, topAt, bottomAt, hasTop, hasBottom);
        if (chunks > 1) Store(sums.B, y, topAt + Chunk, bottomAt + Chunk, hasTop, hasBottom);
        if (chunks > 2) Store(sums.C, y, topAt + 2 * Chunk, bottomAt + 2 * Chunk, hasTop, hasBottom);
        if (chunks > 3) Store(sums.D, y, topAt + 3 * Chunk, bottomAt + 3 * Chunk, hasTop, hasBottom);
    }

    // Offset of the key head in a token's keys, numbers of all key heads, numbers of one.
    private struct Place
    {
        public int Head, Width, HeadDim;
    }

    // Position p of the tile goes to row (p % 8 / 2) 8 + (p / 8) 2 + p % 2: then the scores that a lane gets are those of eight neighbours.
    private static void LoadKeys<TKv>(ArrayView<byte> cache, ArrayView<int> table, ArrayView<Bits128> keys, Place place, int from, int end) where TKv : struct, IKvFormat
    {
        var pieces = place.HeadDim / 8;
        for (var i = Group.IdxX; i < Positions * pieces; i += Threads)
        {
            int p = i / pieces, piece = i % pieces, row = p % 8 / 2 * 8 + p / 8 * 2 + p % 2;
            keys[(piece / 4 * Positions + row) * 4 + piece % 4] = Halves(Read<TKv>(cache, table, place, from + p, end, piece, 0));
        }
    }

    // Transposed: each thread takes eight numbers of two neighbouring positions, which become eight words.
    private static void LoadValues<TKv>(ArrayView<byte> cache, ArrayView<int> table, ArrayView<uint> values, Place place, int from, int end) where TKv : struct, IKvFormat
    {
        const int Pairs = Positions / 2;
        var toValues = KvPlace.ToValues(place.Width);
        for (var i = Group.IdxX; i < Pairs * place.HeadDim / 8; i += Threads)
        {
            int pair = i % Pairs, piece = i / Pairs, at = piece * 8 * Pairs + pair;
            Octet a = Read<TKv>(cache, table, place, from + 2 * pair, end, piece, toValues), b = Read<TKv>(cache, table, place, from + 2 * pair + 1, end, piece, toValues);
            var format = default(F16Tensor);
            values[at] = format.Pack(a.A, b.A);
            values[at + Pairs] = format.Pack(a.B, b.B);
            values[at + 2 * Pairs] = format.Pack(a.C, b.C);
            values[at + 3 * Pairs] = format.Pack(a.D, b.D);
            values[at + 4 * Pairs] = format.Pack(a.E, b.E);
            values[at + 5 * Pairs] = format.Pack(a.F, b.F);
            values[at + 6 * Pairs] = format.Pack(a.G, b.G);
            values[at + 7 * Pairs] = format.Pack(a.H, b.H);
        }
    }

    // Past the end the last position's, which is a number: its weight is 0.
    private static Octet Read<TKv>(ArrayView<byte> cache, ArrayView<int> table, Place place, int position, int end, int piece, long offset) where TKv : struct, IKvFormat
    {
        var p = IntrinsicMath.Min(position, end - 1);
        return default(TKv).Eight(cache, KvPlace.Keys(table[p / KvLayout.BlockSize], p, place.Width) + offset + place.Head + piece * 8);
    }

    private static Quad<Bits128> Query(ArrayView<float> q, long at, int chunks, float factor) => new()
    {
        A = Query(q, at, 0, chunks, factor),
        B = Query(q, at, 1, chunks, factor),
        C = Query(q, at, 2, chunks, factor),
        D = Query(q, at, 3, chunks, factor),
    };

    private static Bits128 Query(ArrayView<float> q, long at, int chunk, int chunks, float factor) =>
        Halves(Octet.Add(default, chunk < chunks ? factor : 0f, q.Cast<Octet>()[(at >> 3) + IntrinsicMath.Min(chunk, chunks - 1) * 4 + Group.IdxX % 4]));

    private static Bits128 Halves(Octet eight)
    {
        var format = default(F16Tensor);
        return new Bits128 { AB = format.Pack(eight.A, eight.B), CD = format.Pack(eight.C, eight.D), EF = format.Pack(eight.E, eight.F), GH = format.Pack(eight.G, eight.H) };
    }

    private static Quad<Quad<float>> Multiply(Bits128 top, Bits128 bottom, ArrayView<Bits128> tile, int chunk, Quad<Quad<float>> sums)
    {
        var at = chunk * Chunk * 4 + Group.IdxX % Warps.Size;
        return TensorMatMul.Multiply<F16Tensor>(top, bottom, new Quad<Bits128> { A = tile[at], B = tile[at + 8 * 4], C = tile[at + 16 * 4], D = tile[at + 24 * 4] }, sums);
    }

    // A token sees no position after its own.
    private static Quad<float> Mask(Quad<float> s, int position, int top, int bottom) => new()
    {
        A = position <= top ? s.A : float.NegativeInfinity,
        B = position + 1 <= top ? s.B : float.NegativeInfinity,
        C = position <= bottom ? s.C : float.NegativeInfinity,
        D = position + 1 <= bottom ? s.D : float.NegativeInfinity,
    };

    private static Quad<float> Weigh(Quad<float> s, float top, float bottom) => new()
    {
        A = Powers.OfTwo(s.A - top),
        B = Powers.OfTwo(s.B - top),
        C = Powers.OfTwo(s.C - bottom),
        D = Powers.OfTwo(s.D - bottom),
    };

    private static Quad<Quad<float>> Shrink(Quad<Quad<float>> sums, float top, float bottom) => new()
    {
        A = Shrink(sums.A, top, bottom),
        B = Shrink(sums.B, top, bottom),
        C = Shrink(sums.C, top, bottom),
        D = Shrink(sums.D, top, bottom),
    };

    private static Quad<float> Shrink(Quad<float> sum, float top, float bottom) => new() { A = sum.A * top, B = sum.B * top, C = sum.C * bottom, D = sum.D * bottom };

    private static float Max(float a, float b, float c, float d) => IntrinsicMath.Max(IntrinsicMath.Max(a, b), IntrinsicMath.Max(c, d));

    private static float Max(float a, float b) => IntrinsicMath.Max(a, b);

    // The largest of the four lanes that share a token.
    private static float OfFour(float value)
    {
        value = IntrinsicMath.Max(value, Warp.ShuffleXor(value, 1));
        return IntrinsicMath.Max(value, Warp.ShuffleXor(value, 2));
    }

    private static void Store(Quad<Quad<float>> sums, ArrayView<float> y, long top, long bottom, int hasTop, int hasBottom)
    {
        Store(sums.A, y, top, bottom, hasTop, hasBottom);
        Store(sums.B, y, top + 8, bottom + 8, hasTop, hasBottom);
        Store(sums.C, y, top + 16, bottom + 16, hasTop, hasBottom);
        Store(sums.D, y, top + 24, bottom + 24, hasTop, hasBottom);
    }

    private static void Store(Quad<float> sum, ArrayView<float> y, long top, long bottom, int hasTop, int hasBottom)
    {
        var at = Group.IdxX % 4 * 2;
        if (hasTop != 0)
        {
            y[top + at] = sum.A;
            y[top + at + 1] = sum.B;
        }
        if (hasBottom == 0) return;
        y[bottom + at] = sum.C;
        y[bottom + at + 1] = sum.D;
    }
}
