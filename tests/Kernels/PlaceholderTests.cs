namespace Orchestrator.Kernels;

public sealed class PlaceholderTests
{
    [Xunit.Fact]
    public void The_suite_runs() => Xunit.Assert.True(true);
}
