using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Simulated;

/// <summary>Workers with --device simulated are the real processes in everything but the arithmetic: splits, streams, recoveries and migrations, and the same text always.</summary>
public sealed class SimulatedWorkerTests(SimulatedSystem simulated) : IClassFixture<SimulatedSystem>
{
    private readonly ServingSystem _system = simulated.Running;

    [Fact]
    public async Task An_answer_is_words_of_the_asked_number_streamed_or_whole_and_its_cache_was_moved()
    {
        var question = Calm.Ask(300, 30, 1);
        var whole = await _system.Client.AskAsync(question);
        Assert.Equal(whole.Choices, (await _system.Client.StreamAsync(question)).Choices);
        Assert.Equal((300, 30, "length"), (whole.PromptTokens, whole.CompletionTokens, whole.Choices[0].FinishReason));
        Assert.All(whole.Text, letter => Assert.True(char.IsAsciiLetter(letter) || letter == ' ', whole.Text));
        Assert.Contains(await _system.Admin.UntilIdleAsync(), w => w.KvBytesReceived >= 300 * 16);
    }

    [Fact]
    public async Task Prompts_and_seeds_make_different_answers()
    {
        var questions = new[] { Calm.Ask(40, 20, 1), Calm.Ask(40, 20, 2), Calm.Ask(40, 20, 1).Sampled(1), Calm.Ask(40, 20, 1).Sampled(2) };
        Assert.Equal(4, (await Task.WhenAll(questions.Select(_system.Client.AskAsync))).Select(a => a.Text).Distinct().Count());
    }

    [Fact]
    public async Task Both_decode_workers_are_killed_in_the_middle_of_answers() => await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 300, answer: 100, seed: 20), async streams =>
    {
        await (await streams[0]).ReadAsync(pieces: 20);
        var victims = (await _system.Admin.WorkersAsync()).Where(w => w.Role == "decode").ToList();
        foreach (var victim in victims) _system.Signal(victim, Signals.Kill);
        return async () =>
        {
            foreach (var victim in victims) await _system.UntilBackAsync(victim);
        };
    });

    [Fact]
    public async Task Answers_migrate_when_their_worker_prefills_now()
    {
        var moved = (await _system.Admin.WorkersAsync()).Sum(w => w.MigrationsIn);
        // Long enough that the worker's next status still shows them, on a busy machine too.
        await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 100, answer: 800, seed: 40)[..2], async streams =>
        {
            await (await streams[0]).ReadAsync(pieces: 20);
            var busy = (await _system.Admin.UntilAsync("an answer runs", workers => workers.Any(w => w is { Role: "decode", Running: > 0 }))).First(w => w is { Role: "decode", Running: > 0 });
            await _system.Admin.ShiftAsync(busy.Id, "prefill");
            return async () =>
            {
                await _system.Admin.ShiftAsync(busy.Id, "decode");
                await _system.Admin.UntilAsync("it decodes again", workers => workers.Any(w => w.Id == busy.Id && w.Role == "decode" && w.ConfirmedEpoch == w.Epoch));
            };
        }, mustHurt: false);
        await _system.Admin.UntilAsync("answers have gone on elsewhere", workers => workers.Sum(w => w.MigrationsIn) > moved);
    }
}
