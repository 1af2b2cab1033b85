using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>llama.cpp's answers, token for token, through HTTP. Derived classes say how the work is spread over workers: it must not matter.</summary>
public abstract class GoldenTests(SharedSystem system)
{
    public static TheoryData<string> Names => [.. GoldenModels.File("end-to-end").Goldens.Select(g => g.Name!)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_whole_answer_is_the_golden(string name)
    {
        var golden = GoldenModels.File("end-to-end")[name];
        Expected.ToBe(golden, await system.Running.Client.AskAsync(Question.For(golden)));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_streamed_answer_is_the_golden(string name)
    {
        var golden = GoldenModels.File("end-to-end")[name];
        Expected.ToBe(golden, await system.Running.Client.StreamAsync(Question.For(golden)));
    }
}
