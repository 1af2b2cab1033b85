using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench.Kernels;

/// <summary>A measurement's memory on the device, filled with numbers between 0 and 1 whatever type they are read as; disposing it frees all of it.</summary>
internal sealed class KernelBuffers(IlgpuDevice device) : IDisposable
{
    private const int ChunkBytes = 1 << 22;
    private readonly List<Action> _free = [];

    public ArrayView<float> Floats(long count) => ((ArrayView<byte>)Bytes(count * sizeof(float)).View).Cast<float>();

    public ArrayView<int> Integers(int[] values)
    {
        var buffer = device.Allocate<int>(values.Length, "a kernel's indices");
        _free.Add(() => device.Free(buffer));
        buffer.View.CopyFromCPU(device.Compute, values);
        device.Compute.Synchronize();
        return buffer.View;
    }

    public DeviceTensor Matrix(TensorType type, int rows, int columns) => new(type, rows, columns, Bytes(rows * TensorTypes.RowBytes(type, columns)), Bias: null);

    public MemoryBuffer1D<byte, Stride1D.Dense> Bytes(long count)
    {
        var buffer = device.Allocate<byte>(count, "a kernel's numbers");
        _free.Add(() => device.Free(buffer));
        var chunk = new byte[Math.Min(ChunkBytes, count)];
        new Random(1).NextBytes(chunk);
        // Sign 0 and exponents of small numbers, in the upper byte of every half, bfloat16, float and scale.
        for (var i = 1; i < chunk.Length; i += 2) chunk[i] &= 0x3B;
        ArrayView<byte> view = buffer.View;
        for (long at = 0; at < count; at += chunk.Length)
        {
            var length = (int)Math.Min(chunk.Length, count - at);
            view.SubView(at, length).CopyFromCPU(device.Compute, chunk.AsSpan(0, length));
        }
        device.Compute.Synchronize();
        return buffer;
    }

    public void Dispose()
    {
        device.Compute.Synchronize();
        foreach (var free in _free) free();
    }
}
