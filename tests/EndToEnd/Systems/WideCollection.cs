using Xunit;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>Classes whose tests share one system of two workers per role.</summary>
[CollectionDefinition]
public sealed class WideCollection : ICollectionFixture<WideSystem>;
