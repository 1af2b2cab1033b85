using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Orchestrator.Tests;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>llama.cpp's answers, token for token, through HTTP. Derived classes say how the work is spread over workers: it must not matter.</summary>
public abstract class GoldenTests(SharedSystem system)
{
    public static TheoryData<string> Names => [.. GoldenModels.File("end-to-end").Goldens.Select(g => g.Name!)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_whole_answer_is_the_golden(string name) => Check(name, await system.Running.Client.AskAsync(Question.For(Find(name))));

    [Theory, MemberData(nameof(Names))]
    public async Task A_streamed_answer_is_the_golden(string name) => Check(name, await system.Running.Client.StreamAsync(Question.For(Find(name))));

    private static Golden Find(string name) => GoldenModels.File("end-to-end")[name];

    private static void Check(string name, Answer answer)
    {
        var golden = Find(name);
        Assert.Equal(golden.Text, answer.Text);
        Assert.Equal(golden.End, answer.Choices[0].FinishReason);
        Assert.Equal(golden.PromptTokens.Length, answer.PromptTokens);
        Assert.Equal(golden.Tokens.Length, answer.CompletionTokens);
    }
}

/// <summary>Prefill and decode apart where the prompt is long.</summary>
public sealed class AutoGoldenTests(AutoSystem system) : GoldenTests(system), IClassFixture<AutoSystem>;

/// <summary>Prefill and decode always apart.</summary>
public sealed class SplitGoldenTests(SplitSystem system) : GoldenTests(system), IClassFixture<SplitSystem>;

/// <summary>One worker does both.</summary>
public sealed class MixedGoldenTests(MixedSystem system) : GoldenTests(system), IClassFixture<MixedSystem>;
