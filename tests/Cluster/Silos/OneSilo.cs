using Xunit;

namespace Orchestrator.Cluster.Silos;

/// <summary>One silo for all tests that break nothing; each takes a pool of its own. They run one after the other, because they share the clock.</summary>
[CollectionDefinition(nameof(OneSilo))]
public sealed class OneSilo() : TestSilos(1), ICollectionFixture<OneSilo>;
