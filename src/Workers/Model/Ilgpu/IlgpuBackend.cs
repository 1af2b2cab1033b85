using Orchestrator.ModelFiles;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>
/// A model on an ILGPU accelerator: CUDA, OpenCL, or ILGPU's simulated device. Every kernel sums in an order that depends on the model and the
/// positions alone, so a token's logits are the same bits in any batch and any chunking; except by the tensor cores that prefill uses where there are
/// some and nobody asked for determinism.
/// </summary>
public sealed class IlgpuBackend : IDeviceBackend, IDeviceSelection
{
    private readonly IlgpuDevice _device;
    private readonly KvStore _kv;
    private readonly IlgpuForward _forward;
    private readonly Stack<IDisposable> _parts;
    private readonly string _products;

    private IlgpuBackend(IlgpuDevice device, KvStore kv, IlgpuForward forward, string products, Stack<IDisposable> parts) =>
        (_device, _kv, _forward, _products, _parts) = (device, kv, forward, products, parts);

    public string Device => _device.Name;

    /// <summary>The families of kernels sum in different orders. OpenCL leaves the rounding of divisions and roots to the device, so there its name counts too.</summary>
    public string Numerics => $"ilgpu-3 {(_device.HasWarps ? "warps" : "plain")}{_products}{(_device.Name.StartsWith("opencl", StringComparison.Ordinal) ? " " + _device.Name : "")}";

    public KvLayout Kv => _kv.Layout;

    /// <summary>Loads a model onto a device: weights first, then room for the steps, then a KV cache in what is left.</summary>
    /// <param name="device">From <see cref="Accelerators.Open"/>.</param>
    /// <param name="model">May be closed afterwards.</param>
    /// <param name="element">The cache's number type.</param>
    /// <param name="blocks">The number of KV blocks, from the free device memory in bytes and the bytes of one block.</param>
    /// <param name="stepTokens">The largest step expected; larger ones take more memory when they come.</param>
    /// <param name="stepRows">The most logit rows expected in a step.</param>
    /// <param name="deterministic">Whether prefill leaves the tensor cores alone, so that every answer is the same bits in any batch and chunking.</param>
    /// <param name="progress">Gets 0 to 1 while the weights are copied.</param>
    /// <param name="ownsDevice">Whether disposing the backend, or failing to load it, disposes the device. Without, the device may serve other backends, one call at a time.</param>
    /// <exception cref="DeviceException">The model or the cache does not fit.</exception>
    public static IlgpuBackend Load(IlgpuDevice device, ModelFile model, KvElement element, Func<long, long, int> blocks, int stepTokens, int stepRows,
        bool deterministic = false, IProgress<double>? progress = null, bool ownsDevice = true)
    {
        var parts = new Stack<IDisposable>();
        T Keep<T>(T part) where T : IDisposable
        {
            parts.Push(part);
            return part;
        }
        try
        {
            if (ownsDevice) Keep(device);
            var weights = Keep(DeviceWeights.Load(device, model, progress));
            var isFast = device.HasTensorCores && !deterministic;
            var memory = Keep(new Activations(device, model.Config, rounds: weights.Matrices.Any(matrix => Roundings.Of(matrix.Type) != Rounding.None), narrows: isFast));
            memory.Reserve(stepTokens, stepRows);
            var layout = new KvLayout(model.Config.Layers, model.Config.KvHeads, model.Config.HeadDim, element, Blocks: 0);
            var kv = Keep(new KvStore(device, layout with { Blocks = blocks(device.FreeMemory, layout.BlockBytes) }));
            var fast = isFast ? Keep(new TensorProducts(device)) : null;
            return new IlgpuBackend(device, kv, Keep(new IlgpuForward(device, weights, kv, memory, fast)), fast is null ? "" : " " + fast.Way, parts);
        }
        catch
        {
            while (parts.TryPop(out var part)) part.Dispose();
            throw;
        }
    }

    public void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten) => _forward.Run(batch, logits, layerWritten);

    public int MostCandidates => TopLogits.Most;

    public void ForwardTop(Batch batch, int count, Span<Candidate> candidates, Action<int>? layerWritten) => _forward.RunTop(batch, count, candidates, layerWritten);

    public void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values) => _kv.Read(block, layer, tokens, keys, values);

    public void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values) => _kv.Write(block, layer, tokens, keys, values);

    public void Dispose()
    {
        while (_parts.TryPop(out var part)) part.Dispose();
    }
}
