using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>Rotary position embedding (Su et al., 2021): turns pairs of numbers of a head by an angle that grows with the position.</summary>
public static unsafe class Rope
{
    /// <summary>Sines and cosines of one position, for all layers and heads.</summary>
    /// <param name="rope">The model's frequencies.</param>
    /// <param name="position">From 0.</param>
    /// <param name="table">[2, pairs]: sines, then cosines. Written.</param>
    public static void Fill(RopeConfig rope, int position, float* table)
    {
        var pairs = rope.InverseFrequencies.Length;
        for (var i = 0; i < pairs; i++) (table[i], table[pairs + i]) = SineCosine.Of((double)position * rope.InverseFrequencies[i]);
    }

    /// <summary>Turns the first 2 * pairs numbers of a head in place.</summary>
    /// <param name="pairing">Neighbours, or i and i + pairs.</param>
    /// <param name="pairs">Angles.</param>
    /// <param name="table">From <see cref="Fill"/>.</param>
    /// <param name="head">[at least 2 * pairs].</param>
    public static void Turn(RopePairing pairing, int pairs, float* table, float* head)
    {
        var (step, apart) = pairing == RopePairing.Interleaved ? (2, 1) : (1, pairs);
        for (var i = 0; i < pairs; i++)
        {
            var (sin, cos) = (table[i], table[pairs + i]);
            var (a, b) = (head[i * step], head[i * step + apart]);
            head[i * step] = a * cos - b * sin;
            head[i * step + apart] = a * sin + b * cos;
        }
    }
}
