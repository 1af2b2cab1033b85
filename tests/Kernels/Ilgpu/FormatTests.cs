using ILGPU;
using ILGPU.Runtime;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Every tensor type as a device reads it, against the one that files are read with.</summary>
[Collection(nameof(Machine))]
public sealed class FormatTests(Machine machine)
{
    private const int Rows = 3, Columns = 512;

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Looking_tokens_up_reads_each_format_as_the_dequantiser_does(DeviceChoice device)
    {
        var random = TestRandom.Create();
        using var lab = new Lab(machine.Device(device));
        Check<F32Format>(lab, TensorType.F32, random);
        Check<F16Format>(lab, TensorType.F16, random);
        Check<Bf16Format>(lab, TensorType.BF16, random);
        Check<Quantised<Q4_0Format>>(lab, TensorType.Q4_0, random);
        Check<Quantised<Q4_1Format>>(lab, TensorType.Q4_1, random);
        Check<Quantised<Q5_0Format>>(lab, TensorType.Q5_0, random);
        Check<Quantised<Q5_1Format>>(lab, TensorType.Q5_1, random);
        Check<Q8_0Format>(lab, TensorType.Q8_0, random);
        Check<Quantised<Q2_KFormat>>(lab, TensorType.Q2_K, random);
        Check<Quantised<Q3_KFormat>>(lab, TensorType.Q3_K, random);
        Check<Quantised<Q4_KFormat>>(lab, TensorType.Q4_K, random);
        Check<Quantised<Q5_KFormat>>(lab, TensorType.Q5_K, random);
        Check<Quantised<Q6_KFormat>>(lab, TensorType.Q6_K, random);
    }

    private static void Check<TFormat>(Lab lab, TensorType type, Random random) where TFormat : struct, IWeightFormat
    {
        var bytes = RandomBlocks(type, random);
        var expected = new float[Rows * Columns];
        Dequantizer.Row(type, bytes, expected);
        var table = lab.Put(bytes);
        int[] tokens = [2, 0, 1, 2];
        var y = lab.Put(new float[tokens.Length * Columns]);
        var embed = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<int>, ArrayView<byte>, ArrayView<float>, int, int>(Embedding.Run<TFormat>);
        embed(lab.Stream, 7, 7, lab.Put(tokens), table, y, tokens.Length, Columns);
        var looked = lab.Get(y);
        for (var i = 0; i < looked.Length; i++)
            Assert.True(Near(expected[tokens[i / Columns] * Columns + i % Columns], looked[i]), $"{type}: number {i} is {looked[i]}, not {expected[tokens[i / Columns] * Columns + i % Columns]}");

        // The warps' way to read, where the memory is the host's own.
        if (lab.Accelerator.AcceleratorType != AcceleratorType.CPU) return;
        var format = default(TFormat);
        for (var i = 0; i < expected.Length; i += 8)
        {
            var eight = format.Eight(table, i);
            float[] numbers = [eight.A, eight.B, eight.C, eight.D, eight.E, eight.F, eight.G, eight.H];
            for (var j = 0; j < 8; j++) Assert.Equal(format.At(table, i + j), numbers[j]);
        }
    }

    // The dequantiser rounds products and sums apart, the kernels fuse them.
    private static bool Near(float expected, float actual) => Math.Abs(expected - actual) <= 2e-6f * Math.Max(1, Math.Abs(expected));

    // Any bytes are a block, but the scales should be numbers of a usual size.
    private static byte[] RandomBlocks(TensorType type, Random random)
    {
        int size = TensorTypes.BlockBytes(type), count = Rows * Columns / TensorTypes.BlockLength(type);
        if (type is TensorType.F32) return System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(random.Floats(count)).ToArray();
        var bytes = new byte[size * count];
        random.NextBytes(bytes);
        int[] scales = type switch
        {
            TensorType.F16 or TensorType.Q4_0 or TensorType.Q5_0 or TensorType.Q8_0 => [0],
            TensorType.Q4_1 or TensorType.Q5_1 or TensorType.Q4_K or TensorType.Q5_K => [0, 2],
            TensorType.Q2_K => [80, 82],
            TensorType.Q3_K => [108],
            TensorType.Q6_K => [208],
            _ => [],
        };
        for (var block = 0; block < count; block++)
        {
            foreach (var scale in scales) BitConverter.TryWriteBytes(bytes.AsSpan(block * size + scale), (System.Half)(random.NextSingle() / 100));
            if (type == TensorType.BF16) BitConverter.TryWriteBytes(bytes.AsSpan(block * size), Bf16Bits.FromFloat(random.NextSingle()));
        }
        return bytes;
    }
}
