using Xunit;

namespace Orchestrator.Cluster.Silos;

/// <summary>
/// One silo for all tests that break nothing; each takes a pool of its own. They run one after the other, because they share a clock that
/// stands while they run. Orleans itself needs a clock that goes on while it starts and stops.
/// </summary>
[CollectionDefinition(nameof(OneSilo))]
public sealed class OneSilo() : TestSilos(1, new StandingTime()), ICollectionFixture<OneSilo>
{
    private StandingTime Clock => (StandingTime)Time;

    /// <summary>Lets so much time pass at once.</summary>
    public void Skip(TimeSpan time) => Clock.Skip(time);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Clock.Stand();
    }

    public override ValueTask DisposeAsync()
    {
        Clock.GoOn();
        return base.DisposeAsync();
    }
}
