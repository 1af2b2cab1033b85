using Orchestrator.Workers.Kernels;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>The kernels' own conversions and exponential, on the host: they are ordinary functions there.</summary>
public sealed class NumberTests
{
    [Fact]
    public void Every_half_becomes_the_float_of_the_same_value()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
            Assert.Equal((float)BitConverter.UInt16BitsToHalf((ushort)bits), HalfBits.ToFloat((ushort)bits));
    }

    [Fact]
    public void Floats_become_the_nearest_half_ties_to_even()
    {
        var random = TestRandom.Create();
        for (var bits = 0; bits < 0x7C00; bits++)
        {
            // A half, the middle between it and the next, and their neighbours.
            float low = HalfBits.ToFloat((ushort)bits), middle = (low + (float)BitConverter.UInt16BitsToHalf((ushort)Math.Min(bits + 1, 0x7BFF))) / 2;
            foreach (var value in new[] { low, -low, middle, -middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle) }) SameHalf(value);
        }
        foreach (var value in new[] { 65504f, 65519f, 65520f, 1e9f, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -0f }) SameHalf(value);
        for (var i = 0; i < 100_000; i++) SameHalf(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
    }

    [Fact]
    public void Floats_become_the_nearest_bfloat16_ties_to_even()
    {
        Assert.Equal(0x3F80, Bf16Bits.FromFloat(1f));
        Assert.Equal(0x3F80, Bf16Bits.FromFloat(BitConverter.UInt32BitsToSingle(0x3F808000)));
        Assert.Equal(0x3F82, Bf16Bits.FromFloat(BitConverter.UInt32BitsToSingle(0x3F818000)));
        Assert.Equal(0x3F81, Bf16Bits.FromFloat(BitConverter.UInt32BitsToSingle(0x3F808001)));
        Assert.Equal(0x7F80, Bf16Bits.FromFloat(float.MaxValue));
        Assert.True(float.IsNaN(Bf16Bits.ToFloat(Bf16Bits.FromFloat(BitConverter.UInt32BitsToSingle(0x7F800001)))));
        for (var bits = 0; bits < 0x7F80; bits++) Assert.Equal(bits, Bf16Bits.FromFloat(Bf16Bits.ToFloat((ushort)bits)));
    }

    [Fact]
    public void The_exponential_is_right_to_a_float_s_last_digits()
    {
        var random = TestRandom.Create();
        for (var i = 0; i < 100_000; i++)
        {
            var x = random.NextSingle() * 175 - 87;
            Assert.Equal(1, Exponential.Of(x) / Math.Exp(x), 3e-7);
        }
        Assert.Equal(1f, Exponential.Of(0f));
        Assert.Equal(0f, Exponential.Of(float.NegativeInfinity));
        Assert.Equal(0f, Exponential.Of(-1e30f));
        Assert.Equal(float.PositiveInfinity, Exponential.Of(1e30f));
        Assert.True(float.IsNaN(Exponential.Of(float.NaN)));
        Assert.Equal(Math.Exp(-100), Exponential.Of(-100f), 1e-44);
    }

    private static void SameHalf(float value)
    {
        var mine = HalfBits.FromFloat(value);
        if (float.IsNaN(value)) Assert.True(Half.IsNaN(BitConverter.UInt16BitsToHalf(mine)));
        else Assert.Equal(BitConverter.HalfToUInt16Bits((Half)value), mine);
    }
}
