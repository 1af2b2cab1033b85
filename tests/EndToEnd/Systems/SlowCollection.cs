using Xunit;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>Classes whose tests share one slow system.</summary>
[CollectionDefinition]
public sealed class SlowCollection : ICollectionFixture<SlowSystem>;
