using Orchestrator.Simulator.Traces;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Workloads;

public sealed class TraceWorkloadTests
{
    [Fact]
    public void Arrivals_come_faster_by_the_scale_and_keep_their_blocks()
    {
        var workload = TraceWorkload.FromTrace(Read("""
            {"timestamp": 1000, "input_length": 700, "output_length": 5, "hash_ids": ["a", "b"]}
            {"timestamp": 5000, "input_length": 512, "output_length": 0, "hash_ids": ["a"]}
            """), "two", 512, 4);
        Assert.Equal([0, 1], workload.Arrivals.Select(a => a.At));
        Assert.Equal([700, 512], workload.Arrivals.Select(a => a.PromptTokens));
        Assert.Equal([5, 1], workload.Arrivals.Select(a => a.AnswerTokens));
        Assert.Equal([0, 1], workload.Arrivals[0].Blocks);
        Assert.Equal([0], workload.Arrivals[1].Blocks);
        Assert.Equal((1, 512, 2, "two"), (workload.Seconds, workload.BlockTokens, workload.DifferentBlocks, workload.Name));
    }

    [Theory]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:05.9799600,3180,8")]
    [InlineData("{\"timestamp\": 0, \"input_length\": 700, \"output_length\": 5}\n{\"timestamp\": 2000, \"input_length\": 700, \"output_length\": 5}")]
    public void A_trace_without_contents_has_no_blocks(string text)
    {
        var workload = TraceWorkload.FromTrace(Read(text), "bare", 512, 1);
        Assert.All(workload.Arrivals, a => Assert.Empty(a.Blocks));
        Assert.Equal((0, 2.0), (workload.DifferentBlocks, workload.Seconds));
    }

    [Fact]
    public void A_trace_of_one_moment_still_has_a_length() =>
        Assert.Equal(1, TraceWorkload.FromTrace(Read("""{"timestamp": 9, "input_length": 1, "output_length": 1}"""), "one", 512, 8).Seconds);

    private static TraceFile Read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return TraceFile.Read(path, 512);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
