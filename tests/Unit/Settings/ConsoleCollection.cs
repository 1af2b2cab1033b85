using Xunit;

namespace Orchestrator.Unit.Settings;

/// <summary>Tests that put their own streams in the place of the console's: one at a time, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
