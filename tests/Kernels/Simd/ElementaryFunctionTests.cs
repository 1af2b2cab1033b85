using Orchestrator.Workers.Model.Simd;
using Xunit;

namespace Orchestrator.Kernels.Simd;

public sealed class ElementaryFunctionTests(ITestOutputHelper output)
{
    [Fact]
    public void The_exponential_is_within_two_units_in_the_last_place()
    {
        var worst = 0.0;
        for (var x = -86f; x < 88.72f; x += 0.00737f)
        {
            var exact = Math.Exp(x);
            worst = Math.Max(worst, Math.Abs(Exponential.Of(x) - exact) / (MathF.BitIncrement((float)exact) - (float)exact));
        }
        output.WriteLine($"largest error {worst:F2} units in the last place");
        Assert.InRange(worst, 0, 2);
    }

    [Fact]
    public void The_exponential_is_right_at_the_ends()
    {
        Assert.Equal(1, Exponential.Of(0));
        Assert.Equal(0, Exponential.Of(float.NegativeInfinity));
        Assert.Equal(0, Exponential.Of(-86.1f));
        Assert.Equal(float.PositiveInfinity, Exponential.Of(89));
        Assert.Equal(float.PositiveInfinity, Exponential.Of(float.PositiveInfinity));
        Assert.True(float.IsNaN(Exponential.Of(float.NaN)));
    }

    [Fact]
    public void Sine_and_cosine_are_the_nearest_floats_at_every_angle_a_position_can_have()
    {
        var random = new Random(RandomSeed.Or(15));
        var different = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var angle = i < 1000 ? i : random.NextDouble() * Math.Pow(10, random.Next(7));
            var (sin, cos) = SineCosine.Of(angle);
            Assert.Equal(Math.Sin(angle), sin, 1e-7);
            Assert.Equal(Math.Cos(angle), cos, 1e-7);
            if (sin != (float)Math.Sin(angle) || cos != (float)Math.Cos(angle)) different++;
        }
        // A double so near the middle of two floats that its last bit decides is rare.
        output.WriteLine($"{different} of 200,000 differ from the library's by a rounding");
        Assert.InRange(different, 0, 5);
    }
}
