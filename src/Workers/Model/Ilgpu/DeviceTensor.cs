using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Ilgpu;

/// <summary>A weight matrix on the device, row-major in <paramref name="Type"/>'s own blocks.</summary>
/// <param name="Type">One of the types that the kernels read.</param>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="Bytes">The rows, one after the other.</param>
/// <param name="Bias">[Rows], or null.</param>
public sealed record DeviceTensor(TensorType Type, int Rows, int Columns, MemoryBuffer1D<byte, Stride1D.Dense> Bytes, MemoryBuffer1D<float, Stride1D.Dense>? Bias);
