using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Scenarios;
using Orchestrator.LoadTests.Traces;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>Which requests a scenario sends.</summary>
public sealed class ScenarioPlanTests
{
    public static TheoryData<string> Names => [.. AllScenarios.List.Select(s => s.Name).Where(n => n != "trace")];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_is_in_order_within_its_time_of_its_rate_and_the_same_again(string name)
    {
        var seed = RandomSeed.Or(5).ToString();
        string[] words = ["--seed", seed, "--contents", "1", "--duration", "300", "--warmup", "10", "--rate", "10"];
        var (plan, again) = (Plan(name, words), Plan(name, words));
        Assert.Equal(plan.Select(r => r.At).Order(), plan.Select(r => r.At));
        Assert.All(plan, r => Assert.InRange(r.At.TotalSeconds, 0, 310));
        Assert.All(plan, r => Assert.True(r.PromptTokens >= 1 && r.AnswerTokens >= 1));
        // A burst of 8 times the rate for a tenth of the time.
        Assert.InRange(plan.Count / (name == "burst" ? 1.7 : 1), 2700, 3500);
        Assert.Equal(plan.Select(Text), again.Select(Text));
        Assert.NotEqual(plan.Select(Text), Plan(name, [.. words, "--prompt-tokens", "99"]).Select(Text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_that_was_checked_begins_with_its_first_request(string name)
    {
        var scenario = AllScenarios.List.First(s => s.Name == name);
        var values = OptionValues.Parse(scenario.Options, ["--seed", RandomSeed.Or(6).ToString(), "--contents", "1", "--duration", "60", "--warmup", "0"]);
        var options = LoadOptions.Read(values);
        Assert.Equal(scenario.Plan(values, options).Select(r => (Text(r), r.CancelAfter)), scenario.SoundPlan(values, options).Select(r => (Text(r), r.CancelAfter)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_scenario_has_help_with_defaults_that_it_takes(string name)
    {
        var scenario = AllScenarios.List.First(s => s.Name == name);
        Assert.Equal(scenario.Options.Count, scenario.Options.Select(o => o.Name).Distinct().Count());
        Assert.NotEmpty(Plan(name, []));
        Assert.Contains("--slo-ttft", HelpText.Of(name, scenario.Summary, scenario.Options), StringComparison.Ordinal);
    }

    [Fact]
    public void Prompts_share_nothing_unless_the_scenario_wants_it()
    {
        Assert.Equal(300, Plan("steady", "--arrivals", "constant", "--warmup", "0").SelectMany(r => r.Prompt).Select(p => p.Seed).Distinct().Count());
        var prefixes = Plan("shared-prefix", "--prefixes", "3", "--prefix-tokens", "100").Select(r => r.Prompt[0]).Distinct().ToList();
        Assert.Equal(3, prefixes.Count);
        Assert.All(prefixes, p => Assert.Equal(100, p.Tokens));
    }

    [Fact]
    public void Another_run_has_other_prompts_at_the_same_times()
    {
        var (one, other) = (Plan("steady"), Plan("steady"));
        Assert.Equal(one.Select(r => r.At), other.Select(r => r.At));
        Assert.Empty(one.SelectMany(r => r.Prompt).Intersect(other.SelectMany(r => r.Prompt)));
    }

    [Fact]
    public void Each_turn_begins_with_all_of_the_turn_before_and_its_answer()
    {
        var plan = Plan("multi-turn", "--turns", "4", "--think", "2", "--system-tokens", "32", "--prompt-tokens", "10", "--answer-tokens", "5", "--duration", "60");
        Assert.Equal([42, 57, 72, 87], plan.Select(r => r.PromptTokens).Distinct().Order());
        Assert.Single(plan.Select(r => r.Prompt[0]).Distinct());
        foreach (var turn in plan.Where(r => r.Prompt.Count > 2 && r.At >= TimeSpan.FromSeconds(2)))
        {
            var before = Assert.Single(plan, r => r.At == turn.At - TimeSpan.FromSeconds(2) && r.Prompt.SequenceEqual(turn.Prompt.Take(r.Prompt.Count)));
            Assert.Equal(turn.Prompt.Count - 2, before.Prompt.Count);
        }
        // All turns from the first seconds on, not only first ones.
        Assert.Equal(4, plan.Where(r => r.At < TimeSpan.FromSeconds(4)).Select(r => r.Prompt.Count).Distinct().Count());
    }

    [Fact]
    public void The_mix_moves_from_long_prompts_to_long_answers_and_back()
    {
        Assert.Equal([1, 0.5, 0, 0.5, 1], new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(p => Math.Round(MixShiftScenario.LongShare(p, 1), 9)));
        var plan = Plan("mix-shift", "--duration", "300", "--warmup", "0", "--rate", "10");
        double Share(int from, int to) => plan.Where(r => r.At.TotalSeconds >= from && r.At.TotalSeconds < to).Average(r => r.Group == "long prompt" ? 1.0 : 0);
        Assert.True(Share(0, 30) > 0.9 && Share(135, 165) < 0.1 && Share(270, 300) > 0.9);
        Assert.All(plan, r => Assert.Equal(r.Group == "long prompt" ? (2000, 16) : (64, 256), (r.PromptTokens, r.AnswerTokens)));
    }

    [Fact]
    public void A_part_of_a_soak_leaves_before_its_answer_is_whole()
    {
        var plan = Plan("soak", "--duration", "300", "--cancel-share", "0.25");
        Assert.InRange(plan.Count(r => r.CancelAfter is not null) / (double)plan.Count, 0.2, 0.3);
        Assert.All(plan, r => Assert.True(r.CancelAfter is null || r.CancelAfter < r.AnswerTokens));
    }

    [Fact]
    public void A_request_that_does_not_fit_the_context_is_shortened_at_its_end()
    {
        var request = new LoadRequest(TimeSpan.Zero, [new PromptPiece(1, 300), new PromptPiece(2, 300)], 100);
        Assert.Same(request, request.FitTo(700));
        Assert.Equal([new PromptPiece(1, 300), new PromptPiece(2, 112)], request.FitTo(512).Prompt);
        var small = request.FitTo(10);
        Assert.Equal((5, 5), (small.PromptTokens, small.AnswerTokens));
    }

    [Fact]
    public void A_mooncake_trace_keeps_arrivals_lengths_and_shared_blocks()
    {
        using var file = new TemporaryTrace(
            """{"timestamp": 1000, "input_length": 1030, "output_length": 5, "hash_ids": [7, 8, 9]}""",
            """{"timestamp": 3000, "input_length": 600, "output_length": 0, "hash_ids": [7, 11]}""");
        var plan = Plan("trace", "--trace", file.Path, "--rate-scale", "2");
        Assert.Equal([0, 1], plan.Select(r => r.At.TotalSeconds));
        Assert.Equal([512, 512, 6], plan[0].Prompt.Select(p => p.Tokens));
        Assert.Equal(plan[0].Prompt[0], plan[1].Prompt[0]);
        Assert.NotEqual(plan[0].Prompt[1].Seed, plan[1].Prompt[1].Seed);
        Assert.Equal([5, 1], plan.Select(r => r.AnswerTokens));
        // Shortened to a tenth, the shared part is still shared.
        Assert.Equal(51, Plan("trace", "--trace", file.Path, "--length-scale", "0.1", "--contents", "1")[0].Prompt[0].Tokens);
    }

    [Fact]
    public void An_azure_trace_keeps_arrivals_and_lengths()
    {
        using var file = new TemporaryTrace("TIMESTAMP,ContextTokens,GeneratedTokens", "2023-11-16 18:17:03.9799600,4808,10", "2023-11-16 18:17:04.4799600,3180,8");
        var plan = Plan("trace", "--trace", file.Path);
        Assert.Equal([(0.0, 4808, 10), (0.5, 3180, 8)], plan.Select(r => (r.At.TotalSeconds, r.PromptTokens, r.AnswerTokens)));
    }

    [Theory]
    [InlineData("azure2023_conv.csv.gz", 19_366)]
    [InlineData("azure2023_code.csv.gz", 8_819)]
    [InlineData("mooncake_conversation_trace.jsonl.gz", 12_031)]
    public void The_public_traces_are_read_whole(string name, int requests) => Assert.Equal(requests, TraceFile.Read(SharedData.Path($"traces/{name}")).Count);

    [Fact]
    public void A_trace_that_cannot_be_read_is_one_line_with_the_place()
    {
        using var file = new TemporaryTrace("""{"timestamp": 0, "input_length": 1, "output_length": 1}""", """{"timestamp": 0, "input_length": 0, "output_length": 1}""");
        Assert.Equal($"{file.Path}:2: a prompt of 0 and an answer of 1 tokens", Assert.Throws<TraceException>(() => Plan("trace", "--trace", file.Path)).Message);
        Assert.Throws<TraceException>(() => Plan("trace", "--trace", file.Path + ".not"));
        Assert.Equal("--trace FILE is needed", Assert.Throws<WrongUseException>(() => Plan("trace")).Message);
    }

    private static List<LoadRequest> Plan(string name, params string[] words)
    {
        var scenario = AllScenarios.List.First(s => s.Name == name);
        var values = OptionValues.Parse(scenario.Options, words);
        return [.. scenario.Plan(values, LoadOptions.Read(values))];
    }

    private static string Text(LoadRequest request) => $"{request.At} {string.Join(',', request.Prompt)} {request.AnswerTokens} {request.Group} {request.CancelAfter}";

    private sealed class TemporaryTrace : IDisposable
    {
        public TemporaryTrace(params string[] lines) => File.WriteAllLines(Path, lines);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
