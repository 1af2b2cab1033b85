using System.Text.RegularExpressions;
using Orchestrator.Unit.Structure;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>What decides about a generation is kept apart from what does it.</summary>
public sealed partial class PolicyPurityTests
{
    [Theory]
    [InlineData("GenerationPolicy")]
    [InlineData("GenerationPlacement")]
    [InlineData("GenerationState")]
    [InlineData("GenerationPhase")]
    [InlineData("Attempt")]
    [InlineData("TokenOrder")]
    public void What_decides_has_no_clock_no_chance_no_log_and_waits_for_nothing(string type)
    {
        var file = Assert.Single(SourceTree.CSharp(), f => f.Path == $"src/Gateway/Generation/{type}.cs");
        Assert.Empty(World().Matches(file.Code).Select(m => m.Value));
    }

    [Fact]
    public void The_scan_sees_what_it_looks_for() => Assert.NotEmpty(World().Matches(SourceTree.CSharp().Single(f => f.Path == "src/Gateway/Generation/GenerationRun.cs").Code));

    [GeneratedRegex(@"\b(TimeProvider|UtcNow|Task|ValueTask|async|await|Random|NewGuid|ILogger|IGrainFactory|RequestPlans|WorkerConnections?|AttemptLinks)\b")]
    private static partial Regex World();
}
