using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Unit.Pools;

public sealed class PriorityRangeTests
{
    [Theory]
    [InlineData(null, 5)]
    [InlineData(7, 7)]
    [InlineData(-3, 0)]
    [InlineData(int.MaxValue, 9)]
    public void A_request_gets_what_it_asks_for_or_the_nearest_that_the_pool_gives(int? asked, int given) => Assert.Equal(given, new PriorityRange(5, 0, 9).Settle(asked));
}
