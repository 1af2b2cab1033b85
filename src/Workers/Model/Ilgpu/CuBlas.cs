using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>NVIDIA's own matrix products, where its library is installed: one function of cuBLAS 12 or 13. The device must be bound to the calling thread.</summary>
internal sealed unsafe class CuBlas : IDisposable
{
    private const int TransposeNot = 0, Transpose = 1, Fp32 = 0, Fp16 = 2, Bf16 = 14, ComputeFp32 = 68, DefaultAlgorithm = -1;

    private readonly nint _library, _handle;
    private readonly delegate* unmanaged<nint, int, int, int, int, int, float*, void*, int, int, void*, int, int, float*, void*, int, int, int, int, int> _gemm;

    private CuBlas(nint library, CudaStream stream)
    {
        _library = library;
        _gemm = (delegate* unmanaged<nint, int, int, int, int, int, float*, void*, int, int, void*, int, int, float*, void*, int, int, int, int, int>)NativeLibrary.GetExport(library, "cublasGemmEx");
        nint handle;
        Check(((delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "cublasCreate_v2"))(&handle));
        _handle = handle;
        Check(((delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "cublasSetStream_v2"))(handle, stream.StreamPtr));
    }

    /// <summary>Opens the library for a CUDA device's compute stream; null where there is none, or none that works.</summary>
    public static CuBlas? TryOpen(IlgpuDevice device)
    {
        if (device.Compute is not CudaStream stream) return null;
        foreach (var name in OperatingSystem.IsWindows() ? new[] { "cublas64_13.dll", "cublas64_12.dll" } : ["libcublas.so.13", "libcublas.so.12"])
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            try
            {
                return new CuBlas(library, stream);
            }
            catch (Exception e) when (e is DeviceException or EntryPointNotFoundException)
            {
                NativeLibrary.Free(library);
            }
        }
        return null;
    }

    /// <summary>Whether <see cref="Multiply"/> takes a matrix: 16 bits, without bias.</summary>
    public static bool Takes(DeviceTensor weights) => weights.Type is TensorType.F16 or TensorType.BF16 && weights.Bias is null;

    /// <summary>y [tokens, rows] = x [tokens, columns] W^T, added to y when <paramref name="accumulate"/>; x in the weights' 16-bit numbers, y and the sums in fp32.</summary>
    public void Multiply(DeviceTensor weights, nint x, nint y, int tokens, bool accumulate)
    {
        // cuBLAS counts by columns: what is row-major here is its own transpose there, so y^T = W x^T with W transposed back.
        float alpha = 1, beta = accumulate ? 1 : 0;
        var number = weights.Type == TensorType.BF16 ? Bf16 : Fp16;
        Check(_gemm(_handle, Transpose, TransposeNot, weights.Rows, tokens, weights.Columns, &alpha, (void*)weights.Bytes.NativePtr, number, weights.Columns,
            (void*)x, number, weights.Columns, &beta, (void*)y, Fp32, weights.Rows, ComputeFp32, DefaultAlgorithm));
    }

    public void Dispose()
    {
        _ = ((delegate* unmanaged<nint, int>)NativeLibrary.GetExport(_library, "cublasDestroy_v2"))(_handle);
        NativeLibrary.Free(_library);
    }

    private static void Check(int status)
    {
        if (status != 0) throw new DeviceException($"cuBLAS refuses with status {status}");
    }
}
