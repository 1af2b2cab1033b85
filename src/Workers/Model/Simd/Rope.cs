using System.Runtime.Intrinsics;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Rotary position embedding (Su et al., 2021): turns pairs of numbers of a head by an angle that grows with the position.</summary>
public static unsafe class Rope
{
    /// <summary>Floats of a table for so many pairs.</summary>
    public static int TableLength(int pairs) => 4 * pairs;

    /// <summary>Cosines and sines of one position, for all layers and heads, one for each number of a head: turned = number * cosine + partner * sine.</summary>
    /// <param name="rope">The model's frequencies.</param>
    /// <param name="position">From 0.</param>
    /// <param name="table">[2, 2 * pairs]: cosines, then sines, those of a pair's first number negated. Written.</param>
    public static void Fill(RopeConfig rope, int position, float* table)
    {
        var pairs = rope.InverseFrequencies.Length;
        var (step, apart) = rope.Pairing == RopePairing.Interleaved ? (2, 1) : (1, pairs);
        var sines = table + 2 * pairs;
        for (var i = 0; i < pairs; i++)
        {
            var (sine, cosine) = SineCosine.Of((double)position * rope.InverseFrequencies[i]);
            var (first, second) = (i * step, i * step + apart);
            (table[first], table[second]) = (cosine, cosine);
            (sines[first], sines[second]) = (-sine, sine);
        }
    }

    /// <summary>Turns the first 2 * pairs numbers of a head in place.</summary>
    /// <param name="pairing">Neighbours, or i and i + pairs.</param>
    /// <param name="pairs">Angles.</param>
    /// <param name="table">From <see cref="Fill"/>.</param>
    /// <param name="head">[at least 2 * pairs].</param>
    public static void Turn(RopePairing pairing, int pairs, float* table, float* head)
    {
        if (pairing == RopePairing.Interleaved) TurnNeighbours(2 * pairs, table, table + 2 * pairs, head);
        else TurnHalves(pairs, table, table + 3 * pairs, head);
    }

    private static void TurnNeighbours(int length, float* cosines, float* sines, float* head)
    {
        var i = 0;
        for (; i <= length - Lanes.Count; i += Lanes.Count)
        {
            var numbers = Vector256.Load(head + i);
            var partners = Vector256.Shuffle(numbers, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
            (numbers * Vector256.Load(cosines + i) + partners * Vector256.Load(sines + i)).Store(head + i);
        }
        for (; i < length; i += 2)
        {
            var (a, b) = (head[i], head[i + 1]);
            head[i] = a * cosines[i] + b * sines[i];
            head[i + 1] = b * cosines[i + 1] + a * sines[i + 1];
        }
    }

    private static void TurnHalves(int pairs, float* cosines, float* sines, float* head)
    {
        var i = 0;
        for (; i <= pairs - Lanes.Count; i += Lanes.Count)
        {
            var (a, b) = (Vector256.Load(head + i), Vector256.Load(head + pairs + i));
            var (cosine, sine) = (Vector256.Load(cosines + i), Vector256.Load(sines + i));
            (a * cosine - b * sine).Store(head + i);
            (b * cosine + a * sine).Store(head + pairs + i);
        }
        for (; i < pairs; i++)
        {
            var (a, b) = (head[i], head[pairs + i]);
            head[i] = a * cosines[i] - b * sines[i];
            head[pairs + i] = b * cosines[i] + a * sines[i];
        }
    }
}
