using ILGPU;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// The arithmetic that the grouped attention kernels share. A group of four warps works on one token and up to four of its heads that share
/// their keys, so that these are read once. Positions are cut into splits of 128 at absolute places; splits are merged in order. Whether one group walks
/// all splits (prefill) or each split has its own group (decode), every number is computed in the same order. Structure: FlashDecoding (Dao et al. 2023).
/// </summary>
public static class AttentionSplit
{
    /// <summary>Positions in a split: enough work for a group, and few enough that a long context keeps a whole GPU busy.</summary>
    public const int Length = 128;

    /// <summary>Heads of a group at most, and its warps and threads.</summary>
    public const int Heads = 4, GroupWarps = 4, Threads = GroupWarps * Warps.Size;

    /// <summary>Shared memory has room for heads of so many numbers; they must be a multiple of 8.</summary>
    public const int MostHeadDim = 128;

    // A lane has four positions in flight.
    private const int Flight = 4;

    /// <summary>What is known about one number of a head from the positions seen so far: the head's largest score, the sum of its weights relative to that, and the number's weighted values.</summary>
    public struct State
    {
        public float Largest, Total, Value;
    }

    /// <summary>Which keys a group reads, and how its lanes share them: a row of a head is read by <see cref="Lanes"/> neighbours, eight numbers each.</summary>
    public struct Work
    {
        /// <summary>Heads, 1 to <see cref="AttentionSplit.Heads"/>; index of the first one's first number in the queries.</summary>
        public int Count;
        public long Query;

        /// <summary>Offset of the key head in a token's keys; numbers of all key heads; numbers of one.</summary>
        public int Head, Width, HeadDim;

        /// <summary>Lanes to a row, a power of two.</summary>
        public int Lanes;
    }

    /// <summary>No positions.</summary>
    public static State Empty => new() { Largest = float.NegativeInfinity };

    /// <summary>Groups that the heads of one token need.</summary>
    public static int Groups(int heads, int kvHeads) => kvHeads * ((heads / kvHeads + Heads - 1) / Heads);

    /// <summary>The work of a token's group.</summary>
    public static Work Share(int token, int group, int heads, int kvHeads, int headDim)
    {
        int sharing = heads / kvHeads, groups = (sharing + Heads - 1) / Heads, first = group % groups * Heads;
        var lanes = 1;
        while (lanes * 8 < headDim) lanes *= 2;
        return new Work
        {
            Count = IntrinsicMath.Min(Heads, sharing - first),
            Query = ((long)token * heads + group / groups * sharing + first) * headDim,
            Head = group / groups * headDim,
            Width = kvHeads * headDim,
            HeadDim = headDim,
            Lanes = lanes,
        };
    }

    /// <summary>
    /// Attends to positions <paramref name="from"/> to <paramref name="end"/> - 1 of one split, at least one. All threads of the group must call it.
    /// Thread t gets numbers t, t + 128, t + 256 and t + 384 of the group's heads, which lie side by side.
    /// </summary>
    /// <param name="q">All queries.</param>
    /// <param name="cache">The layer's cache.</param>
    /// <param name="blocks">The sequence's block table.</param>
    /// <param name="work">From <see cref="Share"/>.</param>
    /// <param name="from">A multiple of <see cref="Length"/>.</param>
    /// <param name="end">At most from + Length.</param>
    /// <param name="scale">1 / sqrt(headDim).</param>
    public static Quad<State> Attend<TKv>(ArrayView<float> q, ArrayView<byte> cache, ArrayView<int> blocks, Work work, int from, int end, float scale)
        where TKv : struct, IKvFormat
    {
        // [Length, Heads]: scores, then weights.
        var weights = SharedMemory.Allocate<float>(Length * Heads);
        // [GroupWarps, Heads, headDim]
        var values = SharedMemory.Allocate<float>(GroupWarps * Heads * MostHeadDim);
        // [Heads]: largest score and sum of the weights.
        var largest = SharedMemory.Allocate<float>(Heads);
        var totals = SharedMemory.Allocate<float>(Heads);

        var weightQuads = weights.Cast<Quad<float>>();
        weightQuads[Group.IdxX] = new Quad<float> { A = float.NegativeInfinity, B = float.NegativeInfinity, C = float.NegativeInfinity, D = float.NegativeInfinity };
        Group.Barrier();
        Scores<TKv>(q, cache, blocks, weightQuads, work, from, end, scale);
        Group.Barrier();
        Weigh(weights, largest, totals);
        Group.Barrier();
        Values<TKv>(cache, blocks, weightQuads, values, work, from, end);
        Group.Barrier();
        return new Quad<State>
        {
            A = Sum(values, largest, totals, work, Group.IdxX),
            B = Sum(values, largest, totals, work, Group.IdxX + Threads),
            C = Sum(values, largest, totals, work, Group.IdxX + 2 * Threads),
            D = Sum(values, largest, totals, work, Group.IdxX + 3 * Threads),
        };
    }

    /// <summary>Both sets of positions together, <paramref name="before"/> coming first.</summary>
    public static State Merge(State before, State after)
    {
        var largest = IntrinsicMath.Max(before.Largest, after.Largest);
        float shrinkBefore = Exponential.Of(before.Largest - largest), shrinkAfter = Exponential.Of(after.Largest - largest);
        return new State
        {
            Largest = largest,
            Total = Fused.MultiplyAdd(before.Total, shrinkBefore, after.Total * shrinkAfter),
            Value = Fused.MultiplyAdd(before.Value, shrinkBefore, after.Value * shrinkAfter),
        };
    }

    private static void Scores<TKv>(ArrayView<float> q, ArrayView<byte> cache, ArrayView<int> blocks, ArrayView<Quad<float>> scores, Work work, int from, int end, float scale)
        where TKv : struct, IKvFormat
    {
        int lane = Group.IdxX % Warps.Size, rows = Warps.Size / work.Lanes, chunk = lane % work.Lanes;
        var queries = new Quad<Octet> { A = Query(q, work, chunk, 0), B = Query(q, work, chunk, 1), C = Query(q, work, chunk, 2), D = Query(q, work, chunk, 3) };
        for (var tile = from + Group.IdxX / Warps.Size * rows * Flight; tile < end; tile += GroupWarps * rows * Flight)
        {
            var p = tile + lane / work.Lanes;
            Octet a = Row<TKv>(cache, blocks, work, chunk, p, end, 0), b = Row<TKv>(cache, blocks, work, chunk, p + rows, end, 0);
            Octet c = Row<TKv>(cache, blocks, work, chunk, p + 2 * rows, end, 0), d = Row<TKv>(cache, blocks, work, chunk, p + 3 * rows, end, 0);
            Quad<float> sumA = Dots(queries, a), sumB = Dots(queries, b), sumC = Dots(queries, c), sumD = Dots(queries, d);
            for (var bit = work.Lanes / 2; bit > 0; bit /= 2)
            {
                sumA = AddLane(sumA, bit);
                sumB = AddLane(sumB, bit);
                sumC = AddLane(sumC, bit);
                sumD = AddLane(sumD, bit);
            }
            if (chunk != 0) continue;
            if (p < end) scores[p - from] = Scaled(sumA, scale);
            if (p + rows < end) scores[p + rows - from] = Scaled(sumB, scale);
            if (p + 2 * rows < end) scores[p + 2 * rows - from] = Scaled(sumC, scale);
            if (p + 3 * rows < end) scores[p + 3 * rows - from] = Scaled(sumD, scale);
        }
    }

    // Each warp takes a head, each lane four of its positions.
    private static void Weigh(ArrayView<float> weights, ArrayView<float> largest, ArrayView<float> totals)
    {
        int head = Group.IdxX / Warps.Size, lane = Group.IdxX % Warps.Size, at = lane * Heads + head;
        const int Next = Warps.Size * Heads;
        float a = weights[at], b = weights[at + Next], c = weights[at + 2 * Next], d = weights[at + 3 * Next];
        var max = Warps.Max(IntrinsicMath.Max(IntrinsicMath.Max(a, b), IntrinsicMath.Max(c, d)));
        a = Exponential.Of(a - max);
        b = Exponential.Of(b - max);
        c = Exponential.Of(c - max);
        d = Exponential.Of(d - max);
        weights[at] = a;
        weights[at + Next] = b;
        weights[at + 2 * Next] = c;
        weights[at + 3 * Next] = d;
        var total = Warps.Sum(a + b + c + d);
        if (lane != 0) return;
        largest[head] = max;
        totals[head] = total;
    }

    private static void Values<TKv>(ArrayView<byte> cache, ArrayView<int> blocks, ArrayView<Quad<float>> weights, ArrayView<float> values, Work work, int from, int end)
        where TKv : struct, IKvFormat
    {
        int lane = Group.IdxX % Warps.Size, warp = Group.IdxX / Warps.Size, rows = Warps.Size / work.Lanes, chunk = lane % work.Lanes;
        var toValues = KvPlace.ToValues(work.Width);
        Quad<Octet> sums = default;
        for (var tile = from + warp * rows * Flight; tile < end; tile += GroupWarps * rows * Flight)
        {
            // Past the end the weights are 0, and what they weigh is a number that is there.
            var p = tile + lane / work.Lanes;
            Octet a = Row<TKv>(cache, blocks, work, chunk, p, end, toValues), b = Row<TKv>(cache, blocks, work, chunk, p + rows, end, toValues);
            Octet c = Row<TKv>(cache, blocks, work, chunk, p + 2 * rows, end, toValues), d = Row<TKv>(cache, blocks, work, chunk, p + 3 * rows, end, toValues);
            sums = Add(sums, weights[p - from], a);
            sums = Add(sums, weights[p + rows - from], b);
            sums = Add(sums, weights[p + 2 * rows - from], c);
            sums = Add(sums, weights[p + 3 * rows - from], d);
        }
        for (var bit = work.Lanes; bit < Warps.Size; bit *= 2)
            sums = new Quad<Octet> { A = Octet.AddLane(sums.A, bit), B = Octet.AddLane(sums.B, bit), C = Octet.AddLane(sums.C, bit), D = Octet.AddLane(sums.D, bit) };
        int octets = work.HeadDim / 8, at = warp * Heads * octets + chunk;
        if (lane >= work.Lanes || chunk >= octets) return;
        var octetView = values.Cast<Octet>();
        octetView[at] = sums.A;
        octetView[at + octets] = sums.B;
        octetView[at + 2 * octets] = sums.C;
        octetView[at + 3 * octets] = sums.D;
    }

    // Number i of the group's heads, over all warps.
    private static State Sum(ArrayView<float> values, ArrayView<float> largest, ArrayView<float> totals, Work work, int i)
    {
        if (i >= work.Count * work.HeadDim) return Empty;
        int head = i / work.HeadDim, next = Heads * work.HeadDim;
        return new State { Largest = largest[head], Total = totals[head], Value = values[i] + values[i + next] + values[i + 2 * next] + values[i + 3 * next] };
    }

    // This lane's part of a head's query. Where a row has fewer pieces than lanes, the lanes beyond take no part; heads beyond the last repeat it.
    private static Octet Query(ArrayView<float> q, Work work, int chunk, int head)
    {
        var octet = q.Cast<Octet>()[(work.Query + (long)IntrinsicMath.Min(head, work.Count - 1) * work.HeadDim >> 3) + IntrinsicMath.Min(chunk, work.HeadDim / 8 - 1)];
        return chunk < work.HeadDim / 8 ? octet : default;
    }

    // This lane's part of a position's keys, or values; past the end the last position's.
    private static Octet Row<TKv>(ArrayView<byte> cache, ArrayView<int> blocks, Work work, int chunk, int position, int end, long offset) where TKv : struct, IKvFormat
    {
        var p = IntrinsicMath.Min(position, end - 1);
        return default(TKv).Eight(cache, KvPlace.Keys(blocks[p / KvLayout.BlockSize], p, work.Width) + offset + work.Head + IntrinsicMath.Min(chunk, work.HeadDim / 8 - 1) * 8);
    }

    private static Quad<float> Dots(Quad<Octet> queries, Octet key) => new()
    {
        A = Octet.Dot(queries.A, key, 0f),
        B = Octet.Dot(queries.B, key, 0f),
        C = Octet.Dot(queries.C, key, 0f),
        D = Octet.Dot(queries.D, key, 0f),
    };

    private static Quad<float> AddLane(Quad<float> mine, int bit) => new()
    {
        A = mine.A + Warp.ShuffleXor(mine.A, bit),
        B = mine.B + Warp.ShuffleXor(mine.B, bit),
        C = mine.C + Warp.ShuffleXor(mine.C, bit),
        D = mine.D + Warp.ShuffleXor(mine.D, bit),
    };

    private static Quad<float> Scaled(Quad<float> sums, float scale) => new()
    {
        A = Fused.Multiply(sums.A, scale),
        B = Fused.Multiply(sums.B, scale),
        C = Fused.Multiply(sums.C, scale),
        D = Fused.Multiply(sums.D, scale),
    };

    private static Quad<Octet> Add(Quad<Octet> sums, Quad<float> weights, Octet v) => new()
    {
        A = Octet.Add(sums.A, weights.A, v),
        B = Octet.Add(sums.B, weights.B, v),
        C = Octet.Add(sums.C, weights.C, v),
        D = Octet.Add(sums.D, weights.D, v),
    };
}
