using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model;

/// <summary>
/// The seam between the engine and a device: one model's weights and one worker's KV cache on one accelerator.
/// <see cref="Forward"/> is called by one thread at a time; <see cref="ReadKv"/> and <see cref="WriteKv"/> by any thread at any time,
/// for blocks that the running step does not write.
/// </summary>
public interface IDeviceBackend : IDisposable
{
    /// <summary>What computes, for people: "simd (AVX2, 2 threads)", "cuda: NVIDIA H100".</summary>
    string Device { get; }

    /// <summary>What the numbers depend on besides the model file and the KV type: backend and kernel version. Part of the numerics fingerprint.</summary>
    string Numerics { get; }

    KvLayout Kv { get; }

    /// <summary>
    /// Runs the model over a batch: writes the new tokens' keys and values into the cache and returns logits.
    /// Each row's result depends on its own sequence only, never on its neighbours in the batch or on the chunking.
    /// </summary>
    /// <param name="batch">The new tokens of all sequences.</param>
    /// <param name="logits">[LogitRows, Vocab], row-major; row i belongs to batch.LogitRows[i].</param>
    /// <param name="layerWritten">Called with each layer's index as soon as <see cref="ReadKv"/> would return that layer's keys and values of all the batch's tokens; null when nobody waits for it.</param>
    void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten);

    /// <summary>Copies the first <paramref name="tokens"/> tokens of a block's keys and values out, in the cache's element type; each span has tokens * Kv.TokenBytes bytes.</summary>
    void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values);

    /// <summary>The reverse of <see cref="ReadKv"/>.</summary>
    void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values);
}
