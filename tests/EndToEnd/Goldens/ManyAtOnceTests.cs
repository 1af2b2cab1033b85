using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>Many requests share steps, workers and links; none of them may notice.</summary>
[Collection<WideCollection>]
public sealed class ManyAtOnceTests(WideSystem system)
{
    [Fact]
    public async Task Sixty_four_requests_at_once_are_answered_as_llama_cpp_answers_each_alone()
    {
        var goldens = GoldenModels.File("end-to-end").Goldens;
        var asked = Enumerable.Range(0, 64).Select(i => goldens[i % goldens.Count]).ToList();
        var answers = await Task.WhenAll(asked.Select((golden, i) => i % 2 == 0 ? system.Running.Client.AskAsync(Question.For(golden)) : system.Running.Client.StreamAsync(Question.For(golden))));
        Assert.All(asked.Zip(answers), pair => Expected.ToBe(pair.First, pair.Second));
        await system.Running.Admin.UntilIdleAsync();
    }

    [Fact]
    public async Task Both_prefill_and_both_decode_workers_take_part()
    {
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => system.Running.Client.AskAsync(Question.OfTokens(40, 16, i))));
        await system.Running.Admin.UntilAsync("all four workers have done their part", workers =>
            workers.Where(w => w.Role == "prefill").All(w => w.PromptTokensPrefilled > 0) && workers.Where(w => w.Role == "decode").All(w => w.TokensDecoded > 0));
    }
}
