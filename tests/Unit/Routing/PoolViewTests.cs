using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Unit.Routing;

public sealed class PoolViewTests
{
    [Theory]
    [InlineData(5, 2, true)]
    [InlineData(5, 1, false)]
    [InlineData(5, 0, false)]
    [InlineData(4, 9, false)]
    [InlineData(6, 0, true)]
    public void A_snapshot_is_newer_by_its_activation_and_then_by_its_version(long incarnation, long version, bool isNewer) =>
        Assert.Equal(isNewer, new PoolView("pool", incarnation, version, []).IsNewerThan(new PoolView("pool", 5, 1, [])));
}
