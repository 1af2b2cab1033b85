using Orchestrator.Simulator.Pareto;
using Orchestrator.Simulator.Traces;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Pareto;

public sealed class ParetoCommandTests
{
    [Fact]
    public void Lengths_are_two_numbers() => Assert.Equal(new Lengths(8192, 1024), ParetoCommand.ParseLengths("8192:1024"));

    [Theory]
    [InlineData("8192")]
    [InlineData("0:10")]
    [InlineData("10:1")]
    [InlineData("1:2:3")]
    [InlineData("code")]
    public void Anything_else_is_refused(string text) => Assert.Contains($"--lengths {text} ", Assert.Throws<TraceException>(() => ParetoCommand.ParseLengths(text)).Message);
}
