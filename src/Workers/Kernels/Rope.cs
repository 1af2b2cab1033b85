using ILGPU;

namespace Orchestrator.Workers.Kernels;

/// <summary>
/// Rotary position embedding, in place. Pair i of a head is turned by the angle position * inverseFrequency[i], whose cosine and sine come from a table;
/// numbers beyond the pairs pass through.
/// </summary>
public static class Rope
{
    /// <summary>One thread per token, head and pair; query heads first, then key heads.</summary>
    /// <param name="first">The thread.</param>
    /// <param name="step">The number of threads.</param>
    /// <param name="q">[tokens, heads, headDim]</param>
    /// <param name="k">[tokens, kvHeads, headDim]</param>
    /// <param name="positions">[tokens]</param>
    /// <param name="turns">[positions, pairs, 2]: cosine, sine.</param>
    /// <param name="tokens">New tokens of the step.</param>
    /// <param name="heads">Query heads.</param>
    /// <param name="kvHeads">Key heads.</param>
    /// <param name="headDim">Numbers in a head.</param>
    /// <param name="pairs">Pairs that are turned, at most headDim / 2.</param>
    /// <param name="interleaved">1: pair i is numbers 2i and 2i + 1; 0: numbers i and i + pairs.</param>
    [Kernel]
    public static void Run(Index1D first, int step, ArrayView<float> q, ArrayView<float> k, ArrayView<int> positions, ArrayView<float> turns,
        int tokens, int heads, int kvHeads, int headDim, int pairs, int interleaved)
    {
        for (int i = first; i < tokens * (heads + kvHeads) * pairs; i += step)
        {
            var pair = i % pairs;
            var head = i / pairs % (heads + kvHeads);
            var token = i / pairs / (heads + kvHeads);
            var turn = ((long)positions[token] * pairs + pair) * 2;
            float cosine = turns[turn], sine = turns[turn + 1];
            var distance = interleaved != 0 ? 1 : pairs;
            var number = interleaved != 0 ? 2 * pair : pair;
            if (head < heads) Turn(q, ((long)token * heads + head) * headDim + number, distance, cosine, sine);
            else Turn(k, ((long)token * kvHeads + head - heads) * headDim + number, distance, cosine, sine);
        }
    }

    private static void Turn(ArrayView<float> x, long at, int distance, float cosine, float sine)
    {
        float a = x[at], b = x[at + distance];
        x[at] = Fused.MultiplyAdd(a, cosine, -(b * sine));
        x[at + distance] = Fused.MultiplyAdd(a, sine, b * cosine);
    }
}
