using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>The compiled kernels around the KV cache and the choice between them.</summary>
internal sealed class AttentionKernels : IDisposable
{
    // Heads times splits of all tokens. With more than this a group per token is enough to fill a GPU; it also bounds the memory for partial results.
    private const int MostPartials = 32768;

    private readonly IlgpuDevice _device;
    private readonly ModelConfig _config;
    private readonly float _scale;
    private readonly Write _write;
    private readonly Strided? _strided;
    private readonly Prefill? _prefill;
    private readonly Decode? _decode;
    private readonly Merge? _merge;
    private readonly Tensor? _tensor;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _partials;

    /// <param name="device">Where they run.</param>
    /// <param name="config">The model.</param>
    /// <param name="element">The cache's number type.</param>
    /// <param name="fast">Whether prompts may go through tensor cores, which gives other bits.</param>
    public AttentionKernels(IlgpuDevice device, ModelConfig config, KvElement element, bool fast)
    {
        _device = device;
        _config = config;
        _scale = 1f / MathF.Sqrt(config.HeadDim);
        var format = FormatTypes.Kv[element];
        _write = device.Kernels.Strided<Write>(typeof(KvWrite), nameof(KvWrite.Run), format);
        if (device.HasWarps && config.HeadDim % 8 == 0 && config.HeadDim <= AttentionSplit.MostHeadDim)
        {
            _prefill = device.Kernels.Grouped<Prefill>(typeof(AttentionPrefill), nameof(AttentionPrefill.Run), format);
            _decode = device.Kernels.Grouped<Decode>(typeof(AttentionDecode), nameof(AttentionDecode.Run), format);
            _merge = device.Kernels.Strided<Merge>(typeof(AttentionDecode), nameof(AttentionDecode.Merge));
            if (fast && config.HeadDim % TensorAttention.Chunk == 0 && config.HeadDim <= TensorAttention.MostHeadDim)
                _tensor = device.Kernels.Grouped<Tensor>(typeof(TensorAttention), nameof(TensorAttention.Run), format);
            _partials = device.Allocate<float>((long)MostPartials * (config.HeadDim + 2), "attention's partial results");
        }
        else
        {
            _strided = device.Kernels.Strided<Strided>(typeof(Attention), nameof(Attention.Run), format);
        }
    }

    /// <summary>Puts keys and values, [tokens, KvHeads, HeadDim], into a layer's cache.</summary>
    public void Store(ArrayView<float> keys, ArrayView<float> values, ArrayView<byte> cache, StepInput step, int tokens)
    {
        var width = _config.KvHeads * _config.HeadDim;
        var threads = _device.Threads((long)tokens * width);
        _write(_device.Compute, threads, threads, keys, values, cache, step.Positions, step.Tables, step.Blocks, tokens, width);
    }

    /// <summary>y [tokens, Heads, HeadDim] from the queries of the same shape and a layer's cache.</summary>
    public void Attend(ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y, StepInput step, int tokens)
    {
        if (_strided is not null)
        {
            var threads = _device.Threads((long)tokens * _config.Heads);
            _strided(_device.Compute, threads, threads, q, cache, y, step.Positions, step.Tables, step.Blocks, tokens, _config.Heads, _config.KvHeads, _config.HeadDim, _scale);
            return;
        }
        // Apart, so that a prompt beside them does not keep those with a long past from being split.
        if (step.Single > 0) Attend(q, cache, y, step, 0, step.Single, step.LongestSingle);
        if (step.Single == tokens) return;
        if (_tensor is null) Attend(q, cache, y, step, step.Single, tokens - step.Single, step.LongestContext);
        else
        {
            var groups = new KernelConfig(new Index3D(_config.Heads, (int)step.Tiles.Length / 2, 1), new Index3D(TensorAttention.Threads, 1, 1));
            _tensor(_device.Compute, groups, q, cache, y, step.Positions, step.Tables, step.Blocks, step.Tiles, _config.Heads, _config.KvHeads, _config.HeadDim, _scale);
        }
    }

    // The same for some neighbouring tokens of the step, by groups.
    private void Attend(ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y, StepInput step, int first, int tokens, int longest)
    {
        var (heads, kvHeads, headDim) = (_config.Heads, _config.KvHeads, _config.HeadDim);
        var width = (long)heads * headDim;
        (q, y) = (q.SubView(first * width, tokens * width), y.SubView(first * width, tokens * width));
        ArrayView<int> positions = step.Positions.SubView(first, tokens), tables = step.Tables.SubView(first, tokens);
        var splits = (longest + AttentionSplit.Length - 1) / AttentionSplit.Length;
        var groups = tokens * AttentionSplit.Groups(heads, kvHeads);
        if (splits == 1 || (long)tokens * heads * splits > MostPartials)
        {
            _prefill!(_device.Compute, new KernelConfig(groups, AttentionSplit.Threads), q, cache, y, positions, tables, step.Blocks, heads, kvHeads, headDim, _scale);
            return;
        }
        _decode!(_device.Compute, new KernelConfig(groups * splits, AttentionSplit.Threads), q, cache, _partials!.View, positions, tables, step.Blocks, heads, kvHeads, headDim, splits, _scale);
        var items = _device.Threads((long)tokens * heads * headDim);
        _merge!(_device.Compute, items, items, _partials.View, y, positions, tokens, heads, headDim, splits);
    }

    public void Dispose()
    {
        if (_partials is not null) _device.Free(_partials);
    }

    private delegate void Write(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> k, ArrayView<float> v, ArrayView<byte> cache, ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int tokens, int width);

    private delegate void Strided(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y, ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int tokens, int heads, int kvHeads, int headDim, float scale);

    private delegate void Prefill(AcceleratorStream stream, KernelConfig groups, ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y, ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int heads, int kvHeads, int headDim, float scale);

    private delegate void Tensor(AcceleratorStream stream, KernelConfig groups, ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> y, ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, ArrayView<int> tiles, int heads, int kvHeads, int headDim, float scale);

    private delegate void Decode(AcceleratorStream stream, KernelConfig groups, ArrayView<float> q, ArrayView<byte> cache, ArrayView<float> partials, ArrayView<int> positions, ArrayView<int> tables, ArrayView<int> blocks, int heads, int kvHeads, int headDim, int splits, float scale);

    private delegate void Merge(AcceleratorStream stream, Index1D threads, int step, ArrayView<float> partials, ArrayView<float> y, ArrayView<int> positions, int tokens, int heads, int headDim, int splits);
}
