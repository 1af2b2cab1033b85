using Xunit;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>Classes whose tests share one system of a single worker.</summary>
[CollectionDefinition]
public sealed class MixedCollection : ICollectionFixture<MixedSystem>;
