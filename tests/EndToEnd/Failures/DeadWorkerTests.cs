using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Failures;

/// <summary>kill -9 of a worker at every stage of an answer: all answers, greedy and drawn, end with the text of a quiet run, and the worker comes back by itself.</summary>
[Collection<SlowCollection>]
public sealed class DeadWorkerTests(SlowSystem slow)
{
    private readonly ServingSystem _system = slow.Running;

    [Fact]
    public async Task The_prefill_worker_dies_before_the_first_token() => await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 700, answer: 32, seed: 100), async _ =>
    {
        await _system.Admin.UntilAsync("the prefill worker has begun", workers => workers.Any(w => w is { Role: "prefill", Running: > 0 }));
        return await KillAsync("prefill");
    });

    [Theory, InlineData("prefill", 200), InlineData("decode", 300)]
    public async Task A_worker_dies_in_the_middle_of_a_transfer(string role, int seed)
    {
        var before = (await _system.Admin.OnlyAsync("decode")).KvBytesReceived;
        await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 700, answer: 32, seed), async _ =>
        {
            // More than the few bytes of the question before.
            await _system.Admin.UntilAsync("keys and values arrive", workers => workers.Any(w => w.Role == "decode" && w.KvBytesReceived > before + (1 << 18)));
            return await KillAsync(role);
        });
    }

    [Fact]
    public async Task The_decode_worker_dies_in_the_middle_of_an_answer() => await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 40, answer: 400, seed: 400), async streams =>
    {
        await (await streams[0]).ReadAsync(pieces: 20);
        return await KillAsync("decode");
    });

    [Fact]
    public async Task Both_workers_die_in_the_middle_of_an_answer() => await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 200, answer: 200, seed: 500), async streams =>
    {
        await (await streams[0]).ReadAsync(pieces: 20);
        var first = await KillAsync("decode");
        var second = await KillAsync("prefill");
        return async () =>
        {
            await first();
            await second();
        };
    });

    [Fact]
    public async Task A_worker_dies_at_a_random_moment()
    {
        var random = RandomSeed.New();
        var questions = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Calm.Ask(random.Next(1, 700), random.Next(1, 200), random.Next())).Select(q => random.Next(2) == 0 ? q : q.Sampled(random.Next())).ToList();
        await new Calm(_system).IsKeptAsync(questions, async streams =>
        {
            var pieces = random.Next(0, 60);
            if (pieces > 0) await (await streams[random.Next(streams.Count)]).ReadAsync(pieces);
            return await KillAsync(random.Next(2) == 0 ? "prefill" : "decode");
        }, mustHurt: false);
    }

    private async Task<Func<Task>> KillAsync(string role)
    {
        var victim = await _system.Admin.OnlyAsync(role);
        _system.Signal(victim, Signals.Kill);
        return () => _system.UntilBackAsync(victim);
    }
}
