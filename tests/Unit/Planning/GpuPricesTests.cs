using Orchestrator.Simulator.Planning;
using Orchestrator.Simulator.Traces;
using Xunit;

namespace Orchestrator.Unit.Planning;

public sealed class GpuPricesTests
{
    private static readonly string[] s_hardware = ["h100", "a100"];

    [Fact]
    public void Prices_may_stand_together_or_apart()
    {
        Assert.Equal([("a100", 1.5), ("h100", 3.5)], GpuPrices.Parse(["h100=3.5,a100=1.5"], s_hardware).Select(p => (p.Key, p.Value)).Order());
        Assert.Equal(2, GpuPrices.Parse(["h100=3.5", "a100=1.5"], s_hardware).Count);
        Assert.Empty(GpuPrices.Parse([], s_hardware));
    }

    [Theory]
    [InlineData("h100", "h100 is not HARDWARE=PRICE")]
    [InlineData("h100=0", "h100=0 is not")]
    [InlineData("h100=NaN", "h100=NaN is not")]
    [InlineData("b200=3", "--hardware has no b200, only h100, a100")]
    [InlineData("h100=3", "no price for a100")]
    public void A_price_that_is_wrong_or_missing_is_one_clear_error(string given, string message) =>
        Assert.Contains(message, Assert.Throws<TraceException>(() => GpuPrices.Parse([given], s_hardware)).Message);
}
