using System.Runtime.InteropServices;

namespace Orchestrator.Workers.Model.Simd;

/// <summary>A block of floats outside the garbage collector's heap, aligned to a cache line, zeroed.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const nuint Alignment = 64;
    private float* _start;

    public NativeFloats(long length)
    {
        var bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        _start = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_start, bytes);
    }

    ~NativeFloats() => Dispose();

    public float* Start => _start;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
        GC.SuppressFinalize(this);
    }
}
