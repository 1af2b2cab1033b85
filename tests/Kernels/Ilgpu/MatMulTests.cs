using ILGPU;
using ILGPU.Runtime;
using Orchestrator.Workers.Kernels;
using Orchestrator.Workers.Kernels.Formats;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

[Collection(nameof(Machine))]
public sealed class MatMulTests(Machine machine)
{
    private const int Rows = 6, Columns = 264;

    [Theory]
    [MemberData(nameof(Machine.Devices), MemberType = typeof(Machine))]
    public void Products_are_right_with_and_without_bias_and_residual(DeviceChoice device)
    {
        var random = TestRandom.Create();
        using var lab = new Lab(machine.Device(device));
        var run = lab.Accelerator.LoadAutoGroupedKernel<Index1D, int, ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<float>, int, int, int, int>(MatMul.Run<F16Format>);
        const int Tokens = 3;
        var input = new Input(random, Tokens);
        foreach (var (biased, added) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var y = lab.Put((float[])input.Residual.Clone());
            run(lab.Stream, 7, 7, lab.Put(input.X), lab.Put(input.Weights), lab.Put(biased ? input.Bias : []), y, Tokens, Rows, Columns, added ? 1 : 0);
            input.Check(lab.Get(y), biased, added);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Warps_give_the_products_and_the_same_bits_for_one_token_and_many(int tokens)
    {
        var input = new Input(TestRandom.Create(), tokens);
        using var device = Lab.DeviceWithWarps();
        using var lab = new Lab(device);
        var tile = lab.Accelerator.LoadKernel<ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<float>, int, int, int, int>(MatMul.Tile<F16Format>);
        var vector = lab.Accelerator.LoadKernel<ArrayView<float>, ArrayView<byte>, ArrayView<float>, ArrayView<float>, int, int, int>(MatMul.Vector<F16Format>);
        ArrayView<byte> weights = lab.Put(input.Weights);
        ArrayView<float> bias = lab.Put(input.Bias), y = lab.Put((float[])input.Residual.Clone());

        tile(lab.Stream, new KernelConfig((2 * ((tokens + 7) / 8) + 3) / 4, 128), lab.Put(input.X), weights, bias, y, tokens, Rows, Columns, 1);
        var tiled = lab.Get(y);
        input.Check(tiled, biased: true, added: true);
        for (var t = 0; t < tokens; t++)
        {
            var one = lab.Put(input.Residual[(t * Rows)..((t + 1) * Rows)]);
            vector(lab.Stream, new KernelConfig(2, 128), lab.Put(input.X[(t * Columns)..((t + 1) * Columns)]), weights, bias, one, Rows, Columns, 1);
            Assert.Equal(tiled[(t * Rows)..((t + 1) * Rows)], lab.Get(one));
        }
    }

    /// <summary>A random product and what it should be.</summary>
    private sealed class Input(Random random, int tokens)
    {
        public float[] X { get; } = random.Floats(tokens * Columns);
        public float[] Bias { get; } = random.Floats(Rows);
        public float[] Residual { get; } = random.Floats(tokens * Rows);

        /// <summary>[Rows, Columns] in half precision.</summary>
        public byte[] Weights { get; } = [.. random.Floats(Rows * Columns).SelectMany(value => BitConverter.GetBytes((System.Half)value))];

        public void Check(float[] y, bool biased, bool added)
        {
            var weights = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, System.Half>(Weights);
            for (var i = 0; i < y.Length; i++)
            {
                double sum = (biased ? Bias[i % Rows] : 0) + (added ? Residual[i] : 0);
                for (var c = 0; c < Columns; c++) sum += (double)X[i / Rows * Columns + c] * (double)weights[i % Rows * Columns + c];
                Assert.Equal(sum, y[i], 5e-5);
            }
        }
    }
}
