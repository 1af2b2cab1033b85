using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd;
using Orchestrator.Workers.Model.Simd.Floating;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>Each fast kernel against its plain twin, bit for bit.</summary>
public sealed unsafe class KernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Dot_products_have_the_same_bits_in_every_tile_and_format(int tokens)
    {
        var random = new Random(RandomSeed.Or(11));
        foreach (var length in new[] { 8, 16, 64, 576, 1000 })
        {
            var weights = Enumerable.Range(0, DotTile<F32Numbers>.Rows).Select(_ => Floats(random, length)).ToArray();
            Check<F32Numbers>(weights, v => BitConverter.GetBytes(v), v => v);
            Check<F16Numbers>(weights, v => BitConverter.GetBytes((Half)v), v => (float)(Half)v);
            Check<BF16Numbers>(weights, v => BitConverter.GetBytes(KvNumbers.ToBFloat16(v)), v => BitConverter.UInt32BitsToSingle((uint)KvNumbers.ToBFloat16(v) << 16));
        }

        void Check<TFormat>(float[][] weights, Func<float, byte[]> store, Func<float, float> stored) where TFormat : struct, IFloatFormat
        {
            var length = weights[0].Length;
            var inputs = Floats(random, tokens * (length + 16));
            var bytes = weights.SelectMany(row => row.SelectMany(store)).ToArray();
            var sums = new float[tokens * weights.Length];
            var rows = stackalloc byte*[weights.Length];
            fixed (byte* w = bytes)
            fixed (float* x = inputs, s = sums)
            {
                for (var i = 0; i < weights.Length; i++) rows[i] = w + i * length * TFormat.Bytes;
                DotTile<TFormat>.Compute(rows, x, length + 16, tokens, length, s);
            }
            for (var t = 0; t < tokens; t++)
            {
                for (var row = 0; row < weights.Length; row++)
                    Assert.Equal(Lanes.Dot([.. weights[row].Select(stored)], inputs.AsSpan(t * (length + 16), length)), sums[t * weights.Length + row]);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.IQ4_NL)]
    public void Products_have_the_same_bits_for_every_number_of_tokens(TensorType type)
    {
        var random = new Random(RandomSeed.Or(17));
        foreach (var columns in TensorTypes.BlockLength(type) == 1 ? new[] { 3, 8, 20, 96 } : [96])
        {
            // More rows than a panel, and not a multiple of anything.
            const int rows = 37, tokens = 20;
            var stride = Lanes.Padded(columns);
            var bytes = new byte[TensorTypes.RowBytes(type, columns) * rows];
            random.NextBytes(bytes);
            // No infinities and no NaN: the top exponent bit stays clear.
            for (var i = 1; i < bytes.Length; i += 2) bytes[i] &= 0xBF;
            var inputs = new float[tokens * stride];
            for (var i = 0; i < inputs.Length; i++) inputs[i] = i % stride < columns ? random.NextSingle() - 0.5f : 0;
            fixed (byte* w = bytes)
            fixed (float* x = inputs, scratch = new float[FloatProduct.ScratchFloats(columns)])
            {
                var weights = new Tensor("w", type, rows, columns) { Data = w };
                var expected = new float[tokens * rows];
                fixed (float* o = expected)
                {
                    for (var t = 0; t < tokens; t++) FloatProduct.Compute(weights, 0, rows, x, stride, t, 1, o, rows, false, scratch);
                }
                foreach (var count in new[] { 2, 3, 4, 6, 7, 13, tokens })
                {
                    var actual = new float[count * rows];
                    fixed (float* o = actual) FloatProduct.Compute(weights, 0, rows, x, stride, 0, count, o, rows, false, scratch);
                    Assert.Equal(expected[..actual.Length], actual);
                }
                var numbers = new float[stride];
                Dequantizer.Row(type, weights.Row(rows - 1), numbers.AsSpan(0, columns));
                Assert.Equal(Lanes.Dot(numbers, inputs.AsSpan((tokens - 1) * stride, stride)), expected[^1]);
            }
        }
    }

    [Fact]
    public void Outer_sums_have_the_same_bits_one_by_one_and_all_together()
    {
        var random = new Random(RandomSeed.Or(12));
        var count = OuterTile.Height;
        foreach (var length in new[] { 1, 5, 16, 64, 128 })
        {
            const int stride = 48;
            var (factors, rows, start) = (Floats(random, count * length), Floats(random, length * stride), Floats(random, count * OuterTile.Width));
            var (expected, one, all) = ((float[])start.Clone(), (float[])start.Clone(), (float[])start.Clone());
            fixed (float* f = factors, r = rows, o = one, q = all)
            {
                for (var i = 0; i < count; i++)
                {
                    OuterTile.Reference(factors.AsSpan(i * length, length), rows, stride, expected.AsSpan(i * OuterTile.Width, OuterTile.Width));
                    OuterTile.AddOne(f + i * length, r, stride, length, o + i * OuterTile.Width);
                }
                OuterTile.AddAll(f, length, r, stride, length, q, OuterTile.Width);
            }
            Assert.Equal(expected, one);
            Assert.Equal(expected, all);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(576)]
    [InlineData(3)]
    public void Norms_have_the_same_bits_for_every_length(int length)
    {
        var random = new Random(RandomSeed.Or(13));
        var (x, weight) = (Floats(random, length), Floats(random, length));
        var (expected, actual) = (new float[length], new float[length]);
        RmsNorm.Reference(x, weight, 1e-5f, expected);
        fixed (float* a = x, w = weight, y = actual) RmsNorm.Apply(a, w, length, 1e-5f, y);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void The_gate_has_the_same_bits()
    {
        var random = new Random(RandomSeed.Or(14));
        var (gate, up) = (Floats(random, 512, 60), Floats(random, 512));
        var expected = (float[])gate.Clone();
        SwiGlu.Reference(expected, up);
        fixed (float* g = gate, u = up) SwiGlu.Apply(g, u, 512);
        Assert.Equal(expected, gate);
    }

    [Fact]
    public void Every_half_and_bfloat_widens_exactly()
    {
        var bits = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        fixed (ushort* source = bits)
        {
            foreach (var element in new[] { KvElement.F16, KvElement.BF16 })
            {
                for (var i = 0; i < bits.Length; i += Lanes.Count)
                {
                    var wide = KvNumbers.Load(element, (byte*)source, i);
                    for (var lane = 0; lane < Lanes.Count; lane++)
                    {
                        var expected = element == KvElement.F16 ? (float)BitConverter.UInt16BitsToHalf(bits[i + lane]) : BitConverter.Int32BitsToSingle(bits[i + lane] << 16);
                        Assert.Equal(expected, KvNumbers.LoadReference(element, (byte*)source, i + lane));
                        Assert.Equal(expected, wide[lane]);
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_half_widens_exactly_sixteen_at_a_time()
    {
        var bits = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        fixed (ushort* source = bits)
        {
            for (var i = 0; i < bits.Length; i += 2 * Lanes.Count)
            {
                F16Numbers.Load((byte*)source, i, out var first, out var second);
                for (var lane = 0; lane < Lanes.Count; lane++)
                {
                    Assert.Equal((float)BitConverter.UInt16BitsToHalf(bits[i + lane]), first[lane]);
                    Assert.Equal((float)BitConverter.UInt16BitsToHalf(bits[i + Lanes.Count + lane]), second[lane]);
                }
            }
        }
    }

    [Theory]
    [InlineData(0x3F800000, 0x3F80)] // 1
    [InlineData(0x3F808000, 0x3F80)] // half way: to even, down
    [InlineData(0x3F818000, 0x3F82)] // half way: to even, up
    [InlineData(0x3F808001, 0x3F81)]
    [InlineData(0x7F7FFFFF, 0x7F80)] // largest float: infinity
    [InlineData(0x7F800001, 0x7FC0)] // NaN whose payload would be cut off
    [InlineData(0x00000001, 0x0000)]
    public void Bfloats_round_to_nearest_even(int bits, int rounded) =>
        Assert.Equal((ushort)rounded, KvNumbers.ToBFloat16(BitConverter.Int32BitsToSingle(bits)));

    private static float[] Floats(Random random, int count, float scale = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2 - 1) * scale)];
}
