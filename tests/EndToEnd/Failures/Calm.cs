using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Failures;

/// <summary>Asks many things of a slow system while harm is done to it, and again when it is quiet: all texts must be the same, and nobody may keep a block.</summary>
internal sealed class Calm(ServingSystem system)
{
    /// <summary>Four questions, greedy and drawn in turn.</summary>
    public static List<Question> Questions(int prompt, int answer, int seed) => [.. Enumerable.Range(seed, 4).Select(s => Ask(prompt, answer, s)).Select((q, i) => i % 2 == 0 ? q : q.Sampled(seed))];

    public static Question Ask(int prompt, int answer, int seed) => Question.OfTokens(prompt, answer, seed) with { Model = SlowModel.Name };

    /// <summary>Asks, does harm, and compares.</summary>
    /// <param name="questions">Asked all at once.</param>
    /// <param name="harm">Waits for its moment, does its harm, and returns what brings the system back to order after all answers have come.</param>
    /// <param name="mustHurt">Whether some answer has to have taken more than one attempt; otherwise the harm came too late and proves nothing.</param>
    public async Task IsKeptAsync(List<Question> questions, Func<List<Task<AnswerStream>>, Task<Func<Task>>> harm, bool mustHurt = true)
    {
        await LinkAsync();
        var streams = questions.Select(q => system.Client.OpenAsync(q)).ToList();
        var mend = await harm(streams);
        var answers = await Task.WhenAll(streams.Select(ReadAsync));
        await mend();
        await system.Admin.UntilIdleAsync();
        if (mustHurt) Assert.Contains(await Task.WhenAll(answers.Select(a => system.Admin.AttemptsAsync(a.Id))), attempts => attempts > 1);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var quiet = await system.Client.AskAsync(question);
            Assert.Equal(quiet.Choices, answer.Choices);
            Assert.Equal((quiet.PromptTokens, quiet.CompletionTokens), (answer.PromptTokens, answer.CompletionTokens));
        }
        await system.Admin.UntilIdleAsync();
    }

    // The gateway links with a worker when it first needs it. On a busy machine that may fail once, and the work would go where nobody dies.
    private async Task LinkAsync() => await Patience.UntilAsync("a request is served at the first attempt", async () =>
        await system.Admin.AttemptsAsync((await system.Client.AskAsync(Ask(16, 2, 1))).Id) == 1 ? "yes" : null);

    private static async Task<Answer> ReadAsync(Task<AnswerStream> opening)
    {
        using var stream = await opening;
        return await stream.ToEndAsync();
    }
}
