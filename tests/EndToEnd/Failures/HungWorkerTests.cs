using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Failures;

/// <summary>A worker that lives and does nothing is as good as dead; when it moves again, it is welcome and holds nothing.</summary>
[Collection<SlowCollection>]
public sealed class HungWorkerTests(SlowSystem slow)
{
    private readonly ServingSystem _system = slow.Running;

    [Theory, InlineData("prefill", 700, 32), InlineData("decode", 40, 400)]
    public async Task A_worker_that_stands_still_in_the_middle_changes_no_text(string role, int prompt, int answer)
    {
        await new Calm(_system).IsKeptAsync(Calm.Questions(prompt, answer, seed: 600), async streams =>
        {
            if (role == "decode") await (await streams[0]).ReadAsync(pieces: 20);
            else await _system.Admin.UntilAsync("the prefill worker has begun", workers => workers.Any(w => w is { Role: "prefill", Running: > 0 }));
            var victim = await _system.Admin.OnlyAsync(role);
            _system.Signal(victim, Signals.Stop);
            return async () =>
            {
                _system.Signal(victim, Signals.Continue);
                await _system.Admin.UntilAsync($"worker {victim.Id} is ready again", workers => workers.Any(w => w.Id == victim.Id && w.State == "ready"));
            };
        });
    }
}
