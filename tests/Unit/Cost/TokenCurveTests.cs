using Orchestrator.Policies.Cost;
using Xunit;

namespace Orchestrator.Unit.Cost;

/// <summary>Straight lines between points.</summary>
public sealed class TokenCurveTests
{
    private static readonly TokenCurve s_study = new([1, 64, 256], [1, 2, 10]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(32.5, 1.5)]
    [InlineData(64, 2)]
    [InlineData(160, 6)]
    [InlineData(256, 10)]
    [InlineData(448, 18)]
    public void A_curve_is_a_line_between_points_and_goes_on_after_the_last(double tokens, double seconds) => Assert.Equal(seconds, s_study.At(tokens), 1e-12);

    [Fact]
    public void A_tabulated_line_is_that_line_everywhere()
    {
        var random = RandomSeed.New();
        var curve = TokenCurve.Of(n => 3 + 2 * n);
        for (var i = 0; i < 20_000; i++)
        {
            var n = Math.Exp(random.NextDouble() * Math.Log(1e6)) + 1;
            Assert.Equal(3 + 2 * n, curve.At(n), 1e-9 * n);
        }
        for (var n = 1; n <= 300_000; n += n < 5000 ? 1 : 97) Assert.Equal(3 + 2.0 * n, curve.At(n), 1e-9 * n);
    }

    [Fact]
    public void A_tabulated_curve_is_within_a_ten_thousandth_of_its_function()
    {
        var curve = TokenCurve.Of(Smooth);
        for (var n = 1; n <= 262_144; n += n < 5000 ? 1 : 97) Assert.Equal(1, curve.At(n) / Smooth(n), 1e-4);
        static double Smooth(double n) => Math.Sqrt(1000 * 1000 + n * n);
    }

    [Fact]
    public void Points_out_of_order_are_refused()
    {
        Assert.Contains("at least two points", Assert.Throws<ArgumentException>(() => new TokenCurve([1], [1])).Message);
        Assert.Contains("tokens must rise from above 0: 5 at point 1", Assert.Throws<ArgumentException>(() => new TokenCurve([5, 5], [1, 2])).Message);
        Assert.Contains("seconds must not fall: 1 at 6 tokens", Assert.Throws<ArgumentException>(() => new TokenCurve([5, 6], [2, 1])).Message);
        Assert.Throws<ArgumentException>(() => new TokenCurve([1, 2], [1, double.NaN]));
    }
}
