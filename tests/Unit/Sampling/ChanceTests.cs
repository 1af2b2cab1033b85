using Orchestrator.Workers.Sampling;
using Xunit;

namespace Orchestrator.Unit.Sampling;

public sealed class ChanceTests
{
    [Fact]
    public void The_numbers_never_change()
    {
        // A change here changes every sampled answer: workers of two versions would disagree.
        Assert.Equal(Known, (double[])[Chance.At(0, 0, 0), Chance.At(1, 0, 0), Chance.At(0, 1, 0), Chance.At(0, 0, 1), Chance.At(ulong.MaxValue, 3, 100_000)]);
    }

    // Computed by a second program, in another language.
    private static double[] Known => [0.33805245419550545, 0.4327449275927212, 0.5225540511444501, 0.6309345111037867, 0.94575232182162];

    [Fact]
    public void Each_argument_alone_spreads_evenly_over_the_unit_interval()
    {
        AssertEven(i => Chance.At((ulong)i, 0, 0));
        AssertEven(i => Chance.At(42, i, 0));
        AssertEven(i => Chance.At(42, 0, i));
    }

    private static void AssertEven(Func<int, double> number)
    {
        const int count = 64_000;
        var bins = new int[64];
        for (var i = 0; i < count; i++) bins[(int)(number(i) * 64)]++;
        // 1000 in each bin, standard deviation 32.
        Assert.All(bins, n => Assert.InRange(n, 840, 1160));
    }
}
