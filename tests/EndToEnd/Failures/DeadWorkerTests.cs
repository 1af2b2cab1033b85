using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Failures;

/// <summary>
/// kill -9 of a worker at every stage of an answer: all answers, greedy and drawn, end with the text of a quiet run, the worker comes back by
/// itself, and nobody keeps a block.
/// </summary>
[Collection<SlowCollection>]
public sealed class DeadWorkerTests(SlowSystem slow)
{
    private readonly ServingSystem _system = slow.Running;

    [Fact]
    public async Task The_prefill_worker_dies_before_the_first_token() => await KillAsync(await Victim("prefill"), Questions(prompt: 700, answer: 32, seed: 100),
        _ => _system.Admin.UntilAsync("the prefill worker has begun", workers => workers.Any(w => w is { Role: "prefill", Running: > 0 })));

    [Fact]
    public async Task The_prefill_worker_dies_in_the_middle_of_a_transfer()
    {
        var before = (await Victim("decode")).KvBytesReceived;
        await KillAsync(await Victim("prefill"), Questions(prompt: 700, answer: 32, seed: 200),
            _ => _system.Admin.UntilAsync("keys and values arrive", workers => workers.Any(w => w.Role == "decode" && w.KvBytesReceived > before)));
    }

    [Fact]
    public async Task The_decode_worker_dies_in_the_middle_of_a_transfer()
    {
        var victim = await Victim("decode");
        await KillAsync(victim, Questions(prompt: 700, answer: 32, seed: 300),
            _ => _system.Admin.UntilAsync("keys and values arrive", workers => workers.Any(w => w.Role == "decode" && w.KvBytesReceived > victim.KvBytesReceived)));
    }

    [Fact]
    public async Task The_decode_worker_dies_in_the_middle_of_an_answer() => await KillAsync(await Victim("decode"), Questions(prompt: 40, answer: 400, seed: 400),
        async streams => await (await streams[0]).ReadAsync(pieces: 20));

    private Task<WorkerRow> Victim(string role) => _system.Admin.OnlyAsync(role);

    private static List<Question> Questions(int prompt, int answer, int seed) =>
    [
        .. Enumerable.Range(seed, 4).Select(s => Question.OfTokens(prompt, answer, s) with { Model = SlowModel.Name }).Select((q, i) => i % 2 == 0 ? q : q.Sampled(seed)),
    ];

    private async Task KillAsync(WorkerRow victim, List<Question> questions, Func<List<Task<AnswerStream>>, Task> untilThen)
    {
        await LinkAsync();
        var streams = questions.Select(q => _system.Client.OpenAsync(q)).ToList();
        await untilThen(streams);
        _system.Kill(victim);
        var answers = await Task.WhenAll(streams.Select(ReadAsync));

        await _system.UntilBackAsync(victim);
        await _system.Admin.UntilIdleAsync();
        // Otherwise the kill came too late to hurt anybody and proves nothing.
        Assert.Contains(await Task.WhenAll(answers.Select(a => _system.Admin.AttemptsAsync(a.Id))), attempts => attempts > 1);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var quiet = await _system.Client.AskAsync(question);
            Assert.Equal(quiet.Choices, answer.Choices);
            Assert.Equal((quiet.PromptTokens, quiet.CompletionTokens), (answer.PromptTokens, answer.CompletionTokens));
        }
        await _system.Admin.UntilIdleAsync();
    }

    // The gateway links with a worker when it first needs it. On a busy machine that may fail once, and the work would go where nobody dies.
    private async Task LinkAsync()
    {
        var small = Question.OfTokens(16, 2, 1) with { Model = SlowModel.Name };
        await Patience.UntilAsync("a request is served at the first attempt", async () => await _system.Admin.AttemptsAsync((await _system.Client.AskAsync(small)).Id) == 1 ? "yes" : null);
    }

    private static async Task<Answer> ReadAsync(Task<AnswerStream> opening)
    {
        using var stream = await opening;
        return await stream.ToEndAsync();
    }
}
