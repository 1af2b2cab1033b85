using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>
/// A model on an ILGPU accelerator: CUDA, OpenCL, or ILGPU's simulated device. Every kernel sums in an order that depends on the model and the
/// positions alone, so a token's logits are the same bits in any batch and any chunking.
/// </summary>
public sealed class IlgpuBackend : IDeviceBackend
{
    private readonly IlgpuDevice _device;
    private readonly DeviceWeights _weights;
    private readonly KvStore _kv;
    private readonly IlgpuForward _forward;

    private IlgpuBackend(IlgpuDevice device, DeviceWeights weights, KvStore kv, IlgpuForward forward)
    {
        (_device, _weights, _kv, _forward) = (device, weights, kv, forward);
    }

    public string Device => _device.Name;

    /// <summary>The two families of kernels sum in different orders. OpenCL leaves the rounding of divisions and roots to the device, so there its name counts too.</summary>
    public string Numerics => $"ilgpu-1 {(_device.HasWarps ? "warps" : "plain")}{(_device.Name.StartsWith("opencl", StringComparison.Ordinal) ? " " + _device.Name : "")}";

    public KvLayout Kv => _kv.Layout;

    /// <summary>
    /// Loads a model onto a device: weights first, then room for the steps, then a KV cache in what is left. Becomes the device's owner, also when it fails.
    /// </summary>
    /// <param name="device">From <see cref="Accelerators.Open"/>.</param>
    /// <param name="model">May be closed afterwards.</param>
    /// <param name="element">The cache's number type.</param>
    /// <param name="blocks">The number of KV blocks, from the free device memory in bytes and the bytes of one block.</param>
    /// <param name="stepTokens">The largest step expected; larger ones take more memory when they come.</param>
    /// <param name="stepRows">The most logit rows expected in a step.</param>
    /// <param name="progress">Gets 0 to 1 while the weights are copied.</param>
    /// <exception cref="DeviceException">The model or the cache does not fit.</exception>
    public static IlgpuBackend Load(IlgpuDevice device, ModelFile model, KvElement element, Func<long, long, int> blocks, int stepTokens, int stepRows, IProgress<double>? progress = null)
    {
        var owned = new Stack<IDisposable>([device]);
        T Own<T>(T part) where T : IDisposable
        {
            owned.Push(part);
            return part;
        }
        try
        {
            var weights = Own(DeviceWeights.Load(device, model, progress));
            var memory = Own(new Activations(device, model.Config));
            memory.Reserve(stepTokens, stepRows);
            var layout = new KvLayout(model.Config.Layers, model.Config.KvHeads, model.Config.HeadDim, element, 0);
            layout = layout with { Blocks = blocks(device.FreeMemory, layout.BlockBytes) };
            var kv = Own(new KvStore(device, layout));
            return new IlgpuBackend(device, weights, kv, new IlgpuForward(device, weights, kv, memory));
        }
        catch
        {
            foreach (var part in owned) part.Dispose();
            throw;
        }
    }

    public void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten) => _forward.Run(batch, logits, layerWritten);

    public void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values) => _kv.Read(block, layer, tokens, keys, values);

    public void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values) => _kv.Write(block, layer, tokens, keys, values);

    public void Dispose()
    {
        _forward.Dispose();
        _kv.Dispose();
        _weights.Dispose();
        _device.Dispose();
    }
}
