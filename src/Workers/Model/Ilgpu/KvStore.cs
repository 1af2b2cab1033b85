using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>
/// The KV cache on the device: one buffer per layer, [blocks, 2 (keys, values), BlockSize, KvHeads, HeadDim].
/// <see cref="Read"/> and <see cref="Write"/> may run on any thread beside a forward pass that does not write the same block.
/// </summary>
public sealed class KvStore : IDisposable
{
    private readonly IlgpuDevice _device;
    private readonly List<MemoryBuffer1D<byte, Stride1D.Dense>> _layers = [];
    private readonly Lock _gate = new();

    // Keys and values of a block's layer, in memory that the device copies by itself: other memory the driver copies in steps, and waits.
    private readonly PageLockedArray1D<byte> _staging;

    public KvStore(IlgpuDevice device, KvLayout layout)
    {
        _device = device;
        Layout = layout;
        var bytes = layout.BlockBytes * layout.Blocks;
        if (bytes > device.FreeMemory)
            throw new DeviceException($"not enough memory on {device.Name}: a KV cache of {layout.Blocks:N0} blocks takes {bytes >> 20:N0} MiB, {device.FreeMemory >> 20:N0} MiB are free");
        device.Bind();
        _staging = device.Accelerator.AllocatePageLocked1D<byte>(2 * Half);
        try
        {
            for (var layer = 0; layer < layout.Layers; layer++)
                _layers.Add(device.Allocate<byte>(layout.BlockBytes / layout.Layers * layout.Blocks, $"the KV cache of layer {layer}"));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public KvLayout Layout { get; }

    // Bytes of a block's keys, or values, in one layer.
    private long Half => (long)KvLayout.BlockSize * Layout.TokenBytes;

    /// <summary>A layer's cache, for the kernels.</summary>
    public ArrayView<byte> Layer(int layer) => _layers[layer].View;

    /// <summary>See <see cref="IDeviceBackend.ReadKv"/>.</summary>
    public void Read(int block, int layer, int tokens, Span<byte> keys, Span<byte> values)
    {
        var (keyBytes, valueBytes) = Views(block, layer, tokens, keys.Length, values.Length);
        lock (_gate)
        {
            _device.Bind();
            Span<byte> k = _staging.Span[..keys.Length], v = _staging.Span.Slice((int)Half, values.Length);
            keyBytes.CopyToCPU(_device.Copies, k);
            valueBytes.CopyToCPU(_device.Copies, v);
            _device.Copies.Synchronize();
            k.CopyTo(keys);
            v.CopyTo(values);
        }
    }

    /// <summary>See <see cref="IDeviceBackend.WriteKv"/>.</summary>
    public void Write(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values)
    {
        var (keyBytes, valueBytes) = Views(block, layer, tokens, keys.Length, values.Length);
        lock (_gate)
        {
            _device.Bind();
            Span<byte> k = _staging.Span[..keys.Length], v = _staging.Span.Slice((int)Half, values.Length);
            keys.CopyTo(k);
            values.CopyTo(v);
            keyBytes.CopyFromCPU(_device.Copies, k);
            valueBytes.CopyFromCPU(_device.Copies, v);
            _device.Copies.Synchronize();
        }
    }

    public void Dispose()
    {
        foreach (var layer in _layers) _device.Free(layer);
        _layers.Clear();
        _device.Bind();
        _staging.Dispose();
    }

    private (ArrayView<byte> Keys, ArrayView<byte> Values) Views(int block, int layer, int tokens, int keyBytes, int valueBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, Layout.Blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, KvLayout.BlockSize);
        var bytes = tokens * Layout.TokenBytes;
        if (keyBytes != bytes || valueBytes != bytes) throw new ArgumentException($"{tokens} tokens have {bytes} bytes of keys and of values, not {keyBytes} and {valueBytes}");
        var cache = Layer(layer);
        return (cache.SubView(2 * block * Half, bytes), cache.SubView((2 * block + 1) * Half, bytes));
    }
}
