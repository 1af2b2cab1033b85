using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>The tensor cores' kernels: in simulation, where each instruction is its plain twin, and on a CUDA device where there is one.</summary>
[Collection(nameof(Machine))]
public sealed class TensorMatMulTests(Machine machine)
{
    // Edges in both directions, and three tiles along the columns, so that both halves of shared memory are filled again.
    private const int Tokens = 70, Rows = 67, Columns = 96;

    [Fact]
    public void Simulated_squares_of_64_give_the_products_of_every_kind_of_weight()
    {
        using var device = Lab.DeviceWithWarps();
        Check<F16Tensor>(device, TensorType.F16, large: false, tokens: 3, rows: 11, columns: 64);
        Check<Bf16Tensor>(device, TensorType.BF16, large: false, tokens: 18, rows: 35, columns: 32);
        Check<HalvedTensor<Q8_0Format>>(device, TensorType.Q8_0, large: false, tokens: 2, rows: 3, columns: 96);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tensor_cores_give_the_products_of_every_kind_of_weight(bool large)
    {
        var device = machine.Device(DeviceChoice.Cuda);
        Assert.SkipUnless(device.HasTensorCores, "this CUDA device has no tensor cores for 16-bit numbers");
        Check<F16Tensor>(device, TensorType.F16, large, Tokens, Rows, Columns);
        Check<Bf16Tensor>(device, TensorType.BF16, large, Tokens, Rows, Columns);
        Check<HalvedTensor<Q8_0Format>>(device, TensorType.Q8_0, large, Tokens, Rows, Columns);
    }

    private static void Check<TFormat>(IlgpuDevice device, TensorType type, bool large, int tokens, int rows, int columns) where TFormat : struct, ITensorFormat
    {
        var random = TestRandom.Create();
        using var lab = new Lab(device);
        float[] x = random.Floats(tokens * columns), bias = random.Floats(rows), residual = random.Floats(tokens * rows);
        var (bytes, weights) = Weights(type, random, rows * columns);

        var narrow = lab.Put(new Bits128[x.Length / 8]);
        lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<Bits128>, int>(Narrow.Run<TFormat>)(lab.Stream, 7, 7, lab.Put(x), narrow, x.Length / 8);
        var run = lab.Accelerator.LoadKernel<ArrayView<Bits128>, ArrayView<byte>, ArrayView<float>, ArrayView<float>, int, int, int, int>(large ? TensorMatMul.Large<TFormat> : TensorMatMul.Small<TFormat>);
        var (side, threads) = large ? (TensorMatMul.LargeSide, 512) : (TensorMatMul.SmallSide, 128);
        var y = lab.Put(residual);
        run(lab.Stream, new KernelConfig(new Index3D((tokens + side - 1) / side, (rows + side - 1) / side, 1), new Index3D(threads, 1, 1)), narrow, lab.Put(bytes), lab.Put(bias), y, tokens, rows, columns, 1);

        var result = lab.Get(y);
        for (var i = 0; i < result.Length; i++)
        {
            double sum = bias[i % rows] + residual[i];
            for (var c = 0; c < columns; c++) sum += (double)Rounded(x[i / rows * columns + c], type) * weights[i % rows * columns + c];
            Assert.True(Math.Abs(sum - result[i]) < 1e-4, $"{type}: token {i / rows}, row {i % rows} is {result[i]}, not {sum}");
        }
    }

    private static float Rounded(float x, TensorType type) => type == TensorType.BF16 ? Bf16Bits.ToFloat(Bf16Bits.FromFloat(x)) : (float)(System.Half)x;

    // The stored bytes, and the numbers that the tensor cores multiply: dequantised ones are rounded to halves.
    private static (byte[] Bytes, float[] Numbers) Weights(TensorType type, Random random, int count)
    {
        var numbers = random.Floats(count);
        byte[] bytes;
        if (type == TensorType.Q8_0)
        {
            bytes = new byte[count / 32 * 34];
            random.NextBytes(bytes);
            for (var at = 0; at < bytes.Length; at += 34) BitConverter.TryWriteBytes(bytes.AsSpan(at), (System.Half)(random.NextSingle() / 100));
            Dequantizer.Row(type, bytes, numbers);
            return (bytes, [.. numbers.Select(number => (float)(System.Half)number)]);
        }
        bytes = MemoryMarshal.AsBytes<ushort>(numbers.Select(number => type == TensorType.BF16 ? Bf16Bits.FromFloat(number) : HalfBits.FromFloat(number)).ToArray()).ToArray();
        Dequantizer.Row(type, bytes, numbers);
        return (bytes, numbers);
    }
}
