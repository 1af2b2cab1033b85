using System.Runtime.InteropServices;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Model.Simd;
using Orchestrator.Workers.Model.Simd.Quantised;
using Orchestrator.Workers.Model.Simd.Quantised.Formats;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>The kernels over quantised weights: against each other and a plain twin to the bit, against the decoded numbers within rounding.</summary>
public sealed unsafe class QuantisedKernelTests(ITestOutputHelper output)
{
    private const int Columns = 768;
    private const int Tokens = 7;

    [Fact]
    public void Q4_0() => Check<Q4_0Blocks>(TensorType.Q4_0);

    [Fact]
    public void Q4_1() => Check<Q4_1Blocks>(TensorType.Q4_1);

    [Fact]
    public void Q5_0() => Check<Q5_0Blocks>(TensorType.Q5_0);

    [Fact]
    public void Q5_1() => Check<Q5_1Blocks>(TensorType.Q5_1);

    [Fact]
    public void Q8_0() => Check<Q8_0Blocks>(TensorType.Q8_0);

    [Fact]
    public void Q2_K() => Check<Q2_KBlocks>(TensorType.Q2_K);

    [Fact]
    public void Q3_K() => Check<Q3_KBlocks>(TensorType.Q3_K);

    [Fact]
    public void Q4_K() => Check<Q4_KBlocks>(TensorType.Q4_K);

    [Fact]
    public void Q5_K() => Check<Q5_KBlocks>(TensorType.Q5_K);

    [Fact]
    public void Q6_K() => Check<Q6_KBlocks>(TensorType.Q6_K);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void An_input_that_is_no_number_gives_no_number(float broken)
    {
        var random = new Random(RandomSeed.Or(21));
        var input = Floats(random, Columns);
        input[random.Next(Columns)] = broken;
        var sums = stackalloc float[8];
        foreach (var rounding in new[] { Rounding.By32, Rounding.By256 })
        {
            using var rows = new ByteRows(1, Columns);
            fixed (float* x = input) rows.Round(0, x, Columns, rounding);
            using var weights = new Memory(TensorTypes.RowBytes(TensorType.Q8_0, Columns) * 8);
            Fill<Q8_0Blocks>(TensorType.Q8_0, weights.Start, 8, random);
            ByteRow<Q8_0Blocks>.Compute(weights.Start, TensorTypes.RowBytes(TensorType.Q8_0, Columns), 8, Columns, rows.Row(0), sums);
            for (var row = 0; row < 8; row++) Assert.False(float.IsFinite(sums[row]));
        }
    }

    [Fact]
    public void Zeros_are_rounded_to_zeros()
    {
        using var rows = new ByteRows(1, 256);
        var zeros = stackalloc float[256];
        new Span<float>(zeros, 256).Clear();
        foreach (var rounding in new[] { Rounding.By32, Rounding.By256 })
        {
            rows.Round(0, zeros, 256, rounding);
            Assert.All(new Span<byte>(rows.Row(0), 8 * ByteRows.RecordBytes).ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Inputs_are_rounded_as_the_plain_rule_says()
    {
        var random = new Random(RandomSeed.Or(22));
        foreach (var (rounding, type) in new[] { (Rounding.By32, TensorType.Q8_0), (Rounding.By256, TensorType.Q4_K) })
        {
            var input = Floats(random, Columns);
            using var rows = new ByteRows(1, Columns);
            fixed (float* x = input) rows.Round(0, x, Columns, rounding);
            var expected = InputRounding.Of([.. input.Select(v => (double)v)], type);
            for (var i = 0; i < Columns; i++)
            {
                var record = rows.Row(0) + i / 32 * ByteRows.RecordBytes;
                Assert.Equal(expected[i], ((sbyte*)record)[i % 32] * (double)*(float*)(record + ByteRows.ScaleAt), 1e-6);
            }
        }
    }

    // Sixteen rows and one more, so that the last eight are not all there.
    private void Check<TFormat>(TensorType type) where TFormat : struct, IBlockFormat
    {
        const int matrixRows = 17;
        var random = new Random(RandomSeed.Or(20));
        var rowBytes = TensorTypes.RowBytes(type, Columns);
        using var weights = new Memory(rowBytes * matrixRows);
        Fill<TFormat>(type, weights.Start, matrixRows, random);
        using var inputs = new ByteRows(Tokens, Columns);
        for (var t = 0; t < Tokens; t++)
        {
            fixed (float* x = Floats(random, Columns)) inputs.Round(t, x, Columns, Roundings.Of(type));
        }
        var tensor = new Tensor("w", type, matrixRows, Columns) { Data = weights.Start };
        var expected = new float[Tokens, matrixRows];
        var error = 0.0;
        for (var t = 0; t < Tokens; t++)
        {
            for (var row = 0; row < matrixRows; row++)
            {
                expected[t, row] = Plain<TFormat>(weights.Start + row * rowBytes, inputs.Row(t));
                var (exact, size) = Exact(tensor, row, inputs.Row(t));
                error = Math.Max(error, Math.Abs(expected[t, row] - exact) / size);
            }
        }
        output.WriteLine($"{type}: {error:E2} of the sum of magnitudes");
        Assert.InRange(error, 0, 1e-6);

        using var panel = new Memory(ByteProduct.PanelBytes(Columns));
        for (var tokens = 1; tokens <= Tokens; tokens++)
        {
            var actual = new float[tokens * matrixRows];
            fixed (float* o = actual) ByteProduct.Compute(tensor, 0, matrixRows, inputs, 0, tokens, o, matrixRows, accumulate: false, panel.Start);
            for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i / matrixRows, i % matrixRows], actual[i]);
        }
    }

    // Group after group, number after number.
    private static float Plain<TFormat>(byte* row, byte* record) where TFormat : struct, IBlockFormat
    {
        var scales = stackalloc float[16];
        var minimums = stackalloc float[16];
        var sum = 0f;
        for (var column = 0; column < Columns; column += TFormat.Group)
        {
            var block = row + column / TFormat.Length * TFormat.Bytes;
            var within = column % TFormat.Length;
            TFormat.Scales(block, scales, minimums, HalfTable.Floats);
            var input = record + column / 32 * ByteRows.RecordBytes;
            int products = 0, inputs = 0;
            for (var i = 0; i < TFormat.Group; i++)
            {
                var x = ((sbyte*)input)[column % 32 + i];
                var quant = TFormat.Quants(block, within / 32)[column % 32 + i];
                products += (TFormat.Zero == IBlockFormat.SignedBytes ? (sbyte)quant : quant - TFormat.Zero) * x;
                inputs += x;
            }
            var scale = *(float*)(input + ByteRows.ScaleAt);
            sum = Lanes.MultiplyAdd(scales[within / TFormat.Group] * scale, products, sum);
            if (TFormat.HasMinimums) sum = Lanes.MultiplyAdd(minimums[within / TFormat.Group] * scale, ByteRows.SumFactor * inputs, sum);
        }
        return sum;
    }

    // In double precision, from what the dequantizer says the weights are.
    private static (double Sum, double Size) Exact(Tensor weights, int row, byte* record)
    {
        var numbers = new float[Columns];
        Dequantizer.Row(weights.Type, weights.Row(row), numbers);
        var (sum, size) = (0.0, 0.0);
        for (var i = 0; i < Columns; i++)
        {
            var input = record + i / 32 * ByteRows.RecordBytes;
            var product = (double)numbers[i] * ((sbyte*)input)[i % 32] * *(float*)(input + ByteRows.ScaleAt);
            sum += product;
            size += Math.Abs(product);
        }
        return (sum, size);
    }

    // Random bits, under scales of sensible size.
    private static void Fill<TFormat>(TensorType type, byte* start, int rows, Random random) where TFormat : struct, IBlockFormat
    {
        for (var block = start; block < start + rows * TensorTypes.RowBytes(type, Columns); block += TFormat.Bytes)
        {
            random.NextBytes(new Span<byte>(block, TFormat.Bytes));
            int[] halves = type switch
            {
                TensorType.Q2_K => [80, 82],
                TensorType.Q3_K => [108],
                TensorType.Q6_K => [208],
                _ when TFormat.HasMinimums => [0, 2],
                _ => [0],
            };
            foreach (var at in halves) *(Half*)(block + at) = (Half)(random.NextSingle() - 0.5f);
        }
    }

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];

    private sealed class Memory(long bytes) : IDisposable
    {
        public byte* Start { get; } = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);

        public void Dispose() => NativeMemory.AlignedFree(Start);
    }
}
