using System.Text.Json.Nodes;
using Orchestrator.Simulator.Traces;
using Orchestrator.Simulator.Workloads;
using Xunit;

namespace Orchestrator.Unit.Workloads;

public sealed class LengthTableTests
{
    [Theory]
    [InlineData("traces/azure2023_code.csv", true)]
    [InlineData("traces/azure2023_conv.csv", false)]
    public void The_built_in_tables_are_like_the_traces_that_they_were_made_from(string file, bool isCode)
    {
        var trace = TraceFile.Read(SharedData.Unzipped(file), Workload.OrdinaryBlockTokens);
        var table = isCode ? LengthTable.Code : LengthTable.Conversation;
        const int Draws = 200_000;
        const double GoldenRatio = 0.6180339887498949;
        Lengths[] recorded = [.. trace.Requests.Select(r => new Lengths(r.PromptTokens, r.AnswerTokens))];
        // Evenly over the square instead of by chance: nothing of the difference is noise.
        Lengths[] drawn = [.. Enumerable.Range(0, Draws).Select(i => table.At((i + 0.5) / Draws, i * GoldenRatio % 1))];

        Near("mean prompt", 0.01, l => l.Prompt, v => v.Average());
        Near("mean answer", 0.01, l => l.Answer, v => v.Average());
        Near("mean prompt x answer", 0.03, l => (double)l.Prompt * l.Answer, v => v.Average());
        Near("mean prompt squared", 0.03, l => (double)l.Prompt * l.Prompt, v => v.Average());
        foreach (var p in new[] { 0.5, 0.9, 0.99 })
        {
            Near($"p{p * 100} of prompts", 0.05, l => l.Prompt, v => Quantile(v, p));
            Near($"p{p * 100} of answers", 0.05, l => l.Answer, v => Quantile(v, p));
        }

        void Near(string what, double bound, Func<Lengths, double> value, Func<double[], double> figure)
        {
            var (right, ours) = (figure([.. recorded.Select(value)]), figure([.. drawn.Select(value)]));
            TestContext.Current.TestOutputHelper?.WriteLine($"{what}: trace {right:0.0}, table {ours:0.0} ({(ours / right - 1) * 100:0.0} %)");
            Assert.True(Math.Abs(ours - right) <= bound * right, $"{what}: trace {right}, table {ours}");
        }
    }

    [Theory]
    [InlineData("traces/azure2023_code.csv", true)]
    [InlineData("traces/azure2023_conv.csv", false)]
    public void The_built_in_tables_are_what_the_command_makes_of_the_traces(string file, bool isCode)
    {
        var trace = TraceFile.Read(SharedData.Unzipped(file), Workload.OrdinaryBlockTokens);
        var table = (LengthQuantiles)(isCode ? LengthTable.Code : LengthTable.Conversation);
        Assert.Equal(LengthsCommand.Summary(table.Source, trace).ToJson().ToJsonString(), table.ToJson().ToJsonString());
    }

    [Fact]
    public void A_table_of_a_trace_gives_the_lengths_of_its_requests_together()
    {
        var table = LengthTable.From(Trace((10, 1), (20, 2), (30, 0)));
        var random = RandomSeed.New();
        var drawn = Enumerable.Range(0, 200).Select(_ => table.Draw(random)).Distinct().OrderBy(l => l.Prompt);
        Assert.Equal([new(10, 1), new(20, 2), new(30, 1)], drawn);
    }

    [Fact]
    public void Statistics_survive_their_file()
    {
        var random = RandomSeed.New();
        var table = LengthQuantiles.Of("made up", Enumerable.Range(0, 1000).Select(_ => new Lengths(random.Next(1, 9000), random.Next(1, 900))));
        var read = LengthQuantiles.Parse(JsonNode.Parse(table.ToJson().ToJsonString()));
        for (var i = 0; i < 1000; i++)
        {
            var (u, v) = (random.NextDouble(), random.NextDouble());
            Assert.Equal(table.At(u, v), read.At(u, v));
        }
    }

    [Fact]
    public void Lengths_stay_within_those_of_the_trace()
    {
        var random = RandomSeed.New();
        Lengths[] requests = [.. Enumerable.Range(0, 500).Select(_ => new Lengths(random.Next(5, 9000), random.Next(7, 900)))];
        var table = LengthQuantiles.Of("made up", requests);
        for (var i = 0; i < 5000; i++)
        {
            var (prompt, answer) = table.Draw(random);
            Assert.InRange(prompt, requests.Min(r => r.Prompt), requests.Max(r => r.Prompt));
            Assert.InRange(answer, requests.Min(r => r.Answer), requests.Max(r => r.Answer));
        }
    }

    [Fact]
    public void Equal_requests_give_a_table_of_equal_requests()
    {
        var table = LengthQuantiles.Of("equal", Enumerable.Repeat(new Lengths(100, 7), 64));
        foreach (var u in new[] { 0, 0.3, 0.99999999 }) Assert.Equal(new Lengths(100, 7), table.At(u, u));
    }

    [Fact]
    public void Too_few_requests_and_broken_files_are_refused()
    {
        Assert.Contains("63 requests", Assert.Throws<ArgumentException>(() => LengthQuantiles.Of("few", Enumerable.Repeat(new Lengths(1, 1), 63))).Message);
        foreach (var broken in new[] { "null", "[]", "{}", """{"prompt_levels":[0,1],"prompts":[5,4],"answer_levels":[0,1],"answers":[[1,2]]}""", """{"prompt_levels":[0,1],"prompts":[1,"x"],"answer_levels":[0,1],"answers":[[1,2]]}""", """{"prompt_levels":[0,0.5],"prompts":[1,2],"answer_levels":[0,1],"answers":[[1,2]]}""" })
            Assert.Throws<InvalidDataException>(() => LengthQuantiles.Parse(JsonNode.Parse(broken)));
    }

    [Fact]
    public void Longer_answers_keep_their_prompts()
    {
        var table = LengthTable.Fixed(50, 20).WithAnswers(10);
        Assert.Equal(new Lengths(50, 200), table.At(0.5, 0.5));
    }

    private static double Quantile(double[] values, double p)
    {
        Array.Sort(values);
        return values[(int)(p * values.Length)];
    }

    private static TraceFile Trace(params (int Prompt, int Answer)[] requests) =>
        new([.. requests.Select((r, i) => new TraceRequest(TimeSpan.FromSeconds(i), r.Prompt, r.Answer, [i]))], requests.Length);
}
