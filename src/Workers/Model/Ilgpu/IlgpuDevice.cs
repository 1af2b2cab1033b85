using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using Orchestrator.Workers.Kernels;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>
/// One opened accelerator: its memory and its two streams, one for the forward pass and one for copies of KV blocks.
/// A CUDA context belongs to a thread, so every entry from outside calls <see cref="Bind"/> first. Disposing it frees whatever is still allocated.
/// </summary>
public sealed class IlgpuDevice : IDisposable
{
    private readonly Context _context;
    private long _allocated;

    /// <param name="context">Becomes the device's own.</param>
    /// <param name="accelerator">Becomes the device's own.</param>
    /// <param name="threads">Threads that stride over a kernel's items where the accelerator is the simulated one.</param>
    public IlgpuDevice(Context context, Accelerator accelerator, int threads)
    {
        _context = context;
        Accelerator = accelerator;
        Threads = accelerator is CPUAccelerator ? threads : int.MaxValue;
        HasWarps = accelerator is CudaAccelerator && accelerator.WarpSize == Warps.Size;
        HasTensorCores = accelerator is CudaAccelerator cuda && HasWarps && cuda.Architecture >= CudaArchitecture.SM_80;
        Kernels = new KernelLibrary(accelerator);
        Compute = CreateStream();
        Copies = CreateStream();
    }

    public Accelerator Accelerator { get; }

    internal KernelLibrary Kernels { get; }

    /// <summary>The forward pass' stream.</summary>
    public AcceleratorStream Compute { get; }

    /// <summary>The stream of <see cref="KvStore"/>'s copies, which serialises them with its own lock.</summary>
    public AcceleratorStream Copies { get; }

    /// <summary>The most threads worth starting for one kernel. A GPU wants one per item; ILGPU's simulated device pays for each.</summary>
    public int Threads { get; }

    /// <summary>Whether the grouped kernels, written for warps of 32, run here. Tests set it on the simulated device.</summary>
    public bool HasWarps { get; init; }

    /// <summary>Whether <see cref="TensorCore"/>'s instructions exist here: since Ampere. Tests set it on the simulated device.</summary>
    public bool HasTensorCores { get; init; }

    /// <summary>"cuda: NVIDIA H100", "opencl: ...", "ilgpu-cpu (2 threads)".</summary>
    public string Name => Accelerator switch
    {
        CudaAccelerator => "cuda: " + Accelerator.Name,
        CLAccelerator => "opencl: " + Accelerator.Name,
        _ => $"ilgpu-cpu ({Threads} threads)",
    };

    /// <summary>Bytes that can still be allocated; for the KV cache take less, a driver needs some itself. OpenCL cannot be asked: there it is the device's memory less what this process took.</summary>
    public long FreeMemory
    {
        get
        {
            Bind();
            var allocated = Interlocked.Read(ref _allocated);
            return Accelerator switch
            {
                CudaAccelerator cuda => cuda.GetFreeMemory(),
                CLAccelerator => Math.Max(0, Accelerator.MemorySize - allocated),
                _ => Math.Max(0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - allocated),
            };
        }
    }

    /// <summary>Makes the device current for the calling thread.</summary>
    public void Bind() => Accelerator.Bind();

    /// <summary>Allocates device memory, or throws a <see cref="DeviceException"/> that says what for, how much, and how much there was.</summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long count, string what) where T : unmanaged
    {
        Bind();
        var bytes = count * Interop.SizeOf<T>();
        var free = FreeMemory;
        if (bytes > free) throw OutOfMemory(bytes, free, what, null);
        try
        {
            var buffer = Accelerator.Allocate1D<T>(Math.Max(1, count));
            Interlocked.Add(ref _allocated, bytes);
            return buffer;
        }
        catch (Exception e) when (e is OutOfMemoryException or CudaException or CLException)
        {
            throw OutOfMemory(bytes, free, what, e);
        }
    }

    /// <summary>Frees what <see cref="Allocate"/> gave; nothing may use it any more.</summary>
    public void Free<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer) where T : unmanaged
    {
        Bind();
        Interlocked.Add(ref _allocated, -buffer.LengthInBytes);
        buffer.Dispose();
    }

    public void Dispose()
    {
        Bind();
        Compute.Dispose();
        Copies.Dispose();
        Accelerator.Dispose();
        _context.Dispose();
    }

    // Streams that wait for nobody but themselves.
    private AcceleratorStream CreateStream() =>
        Accelerator is CudaAccelerator cuda ? cuda.CreateStream(StreamFlags.CU_STREAM_NON_BLOCKING) : Accelerator.CreateStream();

    private DeviceException OutOfMemory(long bytes, long free, string what, Exception? inner) =>
        new($"not enough memory on {Name}: {what} takes {Mebibytes(bytes)}, {Mebibytes(free)} are free", inner);

    private static string Mebibytes(long bytes) => $"{(bytes + (1 << 20) - 1) >> 20:N0} MiB";
}
