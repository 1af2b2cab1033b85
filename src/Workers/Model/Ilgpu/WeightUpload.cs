using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Workers.Kernels.Formats;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>
/// Copies a model's tensors to the device and keeps what it allocated. Types that the kernels read stay as they are; the others
/// (IQ4_NL, IQ4_XS, MXFP4) become F32 on the way and take 32 bits a weight instead of about 4.
/// </summary>
/// <param name="device">Where to.</param>
/// <param name="model">Where from.</param>
/// <param name="total">Bytes to come, for the progress.</param>
/// <param name="progress">Gets 0 to 1.</param>
internal sealed class WeightUpload(IlgpuDevice device, ModelFile model, long total, IProgress<double>? progress) : IDisposable
{
    private const int ChunkBytes = 64 << 20;
    private readonly List<Action> _free = [];
    private readonly Dictionary<Tensor, DeviceTensor> _done = [];
    private long _copied;

    /// <summary>Bytes that a tensor takes on the device.</summary>
    public static long DeviceBytes(Tensor tensor) =>
        FormatTypes.Weights.ContainsKey(tensor.Type) ? tensor.Rows * tensor.RowBytes : (long)tensor.Rows * tensor.Columns * sizeof(float);

    /// <summary>A matrix and, where the model has one, its bias. A tied matrix is copied once.</summary>
    public DeviceTensor Matrix(string weight, string? bias = null)
    {
        var tensor = model.Require(weight);
        if (_done.TryGetValue(tensor, out var done)) return done;
        var bytes = Allocate<byte>(DeviceBytes(tensor), weight);
        var native = FormatTypes.Weights.ContainsKey(tensor.Type);
        if (native) CopyRows(tensor, bytes);
        else CopyDecoded(tensor, bytes);
        return _done[tensor] = new DeviceTensor(native ? tensor.Type : TensorType.F32, tensor.Rows, tensor.Columns, bytes, bias is null ? null : Vector(bias));
    }

    /// <summary>A vector as floats, or null where the model has none of that name.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense>? Vector(string name)
    {
        if (!model.TryGetTensor(name, out var tensor)) return null;
        var values = new float[tensor.Columns];
        Dequantizer.Row(tensor.Type, tensor.Row(0), values);
        var buffer = Allocate<float>(values.Length, name);
        buffer.View.CopyFromCPU(device.Compute, values);
        device.Compute.Synchronize();
        return buffer;
    }

    public void Dispose()
    {
        foreach (var free in _free) free();
        _free.Clear();
    }

    private MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long count, string what) where T : unmanaged
    {
        var buffer = device.Allocate<T>(count, what);
        _free.Add(() => device.Free(buffer));
        return buffer;
    }

    private unsafe void CopyRows(Tensor tensor, MemoryBuffer1D<byte, Stride1D.Dense> target)
    {
        var length = tensor.Rows * tensor.RowBytes;
        for (long at = 0; at < length; at += ChunkBytes)
            Copy(new ReadOnlySpan<byte>(tensor.Data + at, (int)Math.Min(ChunkBytes, length - at)), target, at);
    }

    private void CopyDecoded(Tensor tensor, MemoryBuffer1D<byte, Stride1D.Dense> target)
    {
        var row = new float[tensor.Columns];
        for (var r = 0; r < tensor.Rows; r++)
        {
            Dequantizer.Row(tensor.Type, tensor.Row(r), row);
            Copy(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(row), target, (long)r * tensor.Columns * sizeof(float));
        }
    }

    private void Copy(ReadOnlySpan<byte> source, MemoryBuffer1D<byte, Stride1D.Dense> target, long at)
    {
        ArrayView<byte> view = target.View;
        view.SubView(at, source.Length).CopyFromCPU(device.Compute, source);
        device.Compute.Synchronize();
        _copied += source.Length;
        progress?.Report(Math.Min(1, (double)_copied / total));
    }
}
