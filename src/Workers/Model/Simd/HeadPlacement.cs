using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>What happens to a token's projections before attention: bias, norm and rotation of queries and keys; keys and values into the cache.</summary>
internal sealed unsafe class HeadPlacement(ModelConfig config, KvMemory memory)
{
    /// <summary>Does it for one row, and leaves the finished queries where they were.</summary>
    public void Place(int layer, SimdLayer weights, int row, BatchRows rows, Activations a)
    {
        var table = a.RopeTables + (long)row * a.RopeStride;
        float* keys = a.Keys + (long)row * a.KeyStride, values = a.Values + (long)row * a.KeyStride;
        Prepare(a.Queries + (long)row * a.QueryStride, config.Heads, weights.QueryBias, weights.QueryNorm, table);
        Prepare(keys, config.KvHeads, weights.KeyBias, weights.KeyNorm, table);
        Prepare(values, config.KvHeads, weights.ValueBias, null, null);
        var (block, slot) = rows.Place(row);
        for (var head = 0; head < config.KvHeads; head++)
            memory.Store(layer, block, slot, head, keys + head * config.HeadDim, values + head * config.HeadDim);
    }

    private void Prepare(float* heads, int count, float[]? bias, float[]? norm, float* ropeTable)
    {
        for (var i = 0; i < (bias?.Length ?? 0); i++) heads[i] += bias![i];
        for (var head = 0; head < count; head++, heads += config.HeadDim)
        {
            fixed (float* weight = norm)
            {
                if (weight != null) RmsNorm.Apply(heads, weight, config.HeadDim, config.RmsEpsilon, heads);
            }
            if (ropeTable != null) Rope.Turn(config.Rope.Pairing, config.Rope.InverseFrequencies.Length, ropeTable, heads);
        }
    }
}
