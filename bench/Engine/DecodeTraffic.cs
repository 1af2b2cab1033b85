using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Bench.Engine;

/// <summary>What a decode step must read from memory: every matrix once, however many sequences share the step, and each sequence's keys and values.</summary>
internal static class DecodeTraffic
{
    /// <summary>Bytes of all layers' matrices and of the output matrix, as stored. Norms and the embedding's rows are a few kilobytes and left out.</summary>
    public static long WeightBytes(ModelWeights weights) => weights.Layers.SelectMany(layer => layer.Matrices).Append(weights.Output).Sum(Bytes);

    /// <summary>Mean bytes of keys and values per step.</summary>
    /// <param name="kv">Shape of one token's keys and values.</param>
    /// <param name="sequences">Sequences in each step.</param>
    /// <param name="firstPosition">Position of the first measured step's token; it attends to itself and all before it.</param>
    /// <param name="steps">Measured steps.</param>
    public static double KvBytes(KvLayout kv, int sequences, int firstPosition, int steps) =>
        sequences * (firstPosition + (steps + 1) / 2.0) * 2 * kv.Layers * kv.TokenBytes;

    private static long Bytes(Tensor matrix) => matrix.Rows * matrix.RowBytes;
}
