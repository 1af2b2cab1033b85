using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>
/// The CPU as a device: llama-family models in eight-lane fp32 arithmetic, weights decoded from the memory-mapped file as they are used.
/// A row's result is the same to the bit whatever the batch, the chunking, the threads and the blocks.
/// </summary>
public sealed unsafe class SimdBackend : IDeviceBackend
{
    // Raised by every change to a kernel that changes a bit of a result.
    private const int ArithmeticVersion = 2;

    private readonly ModelConfig _config;
    private readonly SimdOptions _options;
    private readonly KvMemory _memory;
    private readonly ComputeThreads _threads;
    private readonly ForwardPass _pass;
    private readonly long _multiplyAdds;

    /// <summary>Takes all memory that is ever needed, except for activations, which grow to the largest batch. The model must stay open.</summary>
    public SimdBackend(ModelFile model, SimdOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Blocks, 1);
        var weights = new ModelWeights(model);
        _config = model.Config;
        _options = options;
        _multiplyAdds = weights.LayerMultiplyAdds;
        Kv = new(_config.Layers, _config.KvHeads, _config.HeadDim, options.Element, options.Blocks);
        _memory = new(Kv);
        _threads = new(options.Threads);
        _pass = new(weights, _memory, Kv, _threads);
    }

    public string Device => $"simd ({InstructionSet}, {_options.Threads} {(_options.Threads == 1 ? "thread" : "threads")})";

    public string Numerics => $"simd {ArithmeticVersion}, 8 lanes, {(Lanes.Fused ? "fused" : "unfused")}";

    public KvLayout Kv { get; }

    private static string InstructionSet =>
        Avx2.IsSupported ? "AVX2" : AdvSimd.IsSupported ? "NEON" : Vector128.IsHardwareAccelerated ? "128 bits" : "scalar";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A token id, row or block that does not exist.</exception>
    /// <exception cref="ArgumentException">Sequences that do not cover the tokens in order, blocks that do not cover a sequence, or logits of the wrong size.</exception>
    public void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten)
    {
        BatchCheck.Check(batch, _config.Vocab, Kv.Blocks);
        if (logits.Length != (long)batch.LogitRows.Length * _config.Vocab)
            throw new ArgumentException($"room for {logits.Length} logits; {batch.LogitRows.Length} rows of {_config.Vocab} are wanted", nameof(logits));
        if (batch.Tokens.Length == 0) return;
        var work = batch.Tokens.Length * _multiplyAdds + (long)batch.LogitRows.Length * _config.Vocab * _config.Hidden;
        var threads = (int)Math.Clamp(work / Math.Max(1, _options.WorkPerThread), 1, _options.Threads);
        fixed (float* start = logits) _pass.Run(batch, start, threads, layerWritten);
    }

    /// <inheritdoc/>
    public void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values)
    {
        CheckCopy(block, layer, tokens, keys.Length, values.Length);
        fixed (byte* k = keys, v = values) _memory.Copy(layer, block, tokens, k, v, inward: false);
    }

    /// <inheritdoc/>
    public void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values)
    {
        CheckCopy(block, layer, tokens, keys.Length, values.Length);
        fixed (byte* k = keys, v = values) _memory.Copy(layer, block, tokens, k, v, inward: true);
    }

    public void Dispose()
    {
        _threads.Dispose();
        _pass.Dispose();
        _memory.Dispose();
    }

    private void CheckCopy(int block, int layer, int tokens, int keyBytes, int valueBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Kv.Blocks, nameof(block));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)Kv.Layers, nameof(layer));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)tokens, (uint)KvLayout.BlockSize, nameof(tokens));
        if (keyBytes != tokens * Kv.TokenBytes || valueBytes != tokens * Kv.TokenBytes)
            throw new ArgumentException($"{tokens} tokens have {tokens * Kv.TokenBytes} bytes of keys and of values, not {keyBytes} and {valueBytes}");
    }
}
