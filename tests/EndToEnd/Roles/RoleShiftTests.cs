using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Roles;

/// <summary>Roles change while answers are being computed; nothing restarts and no text changes.</summary>
[Collection<SlowCollection>]
public sealed class RoleShiftTests(SlowSystem slow)
{
    private readonly ServingSystem _system = slow.Running;

    [Fact]
    public async Task Both_workers_change_their_roles_in_the_middle_of_answers()
    {
        var prefill = await _system.Admin.OnlyAsync("prefill");
        var decode = await _system.Admin.OnlyAsync("decode");
        await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 100, answer: 300, seed: 700), async streams =>
        {
            await (await streams[0]).ReadAsync(pieces: 20);
            var ordered = await _system.Admin.ShiftAsync(decode.Id, "prefill");
            Assert.Equal(("prefill", decode.Epoch + 1), (ordered.DesiredRole, ordered.Epoch));
            await _system.Admin.ShiftAsync(prefill.Id, "decode");
            await ConfirmedAsync(prefill.Id, "decode");
            await ConfirmedAsync(decode.Id, "prefill");
            return async () =>
            {
                await _system.Admin.ShiftAsync(prefill.Id, "prefill");
                await _system.Admin.ShiftAsync(decode.Id, "decode");
                await ConfirmedAsync(prefill.Id, "prefill");
                await ConfirmedAsync(decode.Id, "decode");
            };
        }, mustHurt: false);
        Assert.Equal([prefill.Life, decode.Life], (await _system.Admin.WorkersAsync()).OrderByDescending(w => w.Role).Select(w => w.Life));
    }

    [Fact]
    public async Task A_draining_worker_finishes_its_answers_and_gets_no_new_ones()
    {
        var decode = await _system.Admin.OnlyAsync("decode");
        await new Calm(_system).IsKeptAsync(Calm.Questions(prompt: 40, answer: 300, seed: 800), async streams =>
        {
            await (await streams[0]).ReadAsync(pieces: 20);
            await _system.Admin.DrainAsync(decode.Id);
            await _system.Admin.UntilAsync("the worker drains and is empty", workers => workers.Any(w => w.Id == decode.Id && w is { State: "draining", IsIdle: true }));
            var drained = (await _system.Admin.WorkersAsync()).Single(w => w.Id == decode.Id);
            await _system.Client.AskAsync(Calm.Ask(200, 8, 1));
            await _system.Admin.UntilIdleAsync();
            Assert.Equal(drained.TokensDecoded, (await _system.Admin.WorkersAsync()).Single(w => w.Id == decode.Id).TokensDecoded);
            return async () =>
            {
                await _system.Admin.ResumeAsync(decode.Id);
                await _system.Admin.UntilAsync("the worker serves again", workers => workers.Any(w => w.Id == decode.Id && w.State == "ready"));
            };
        }, mustHurt: false);
    }

    private async Task ConfirmedAsync(string worker, string role) => await _system.Admin.UntilAsync($"worker {worker} has taken the role {role}", workers =>
        workers.Any(w => w.Id == worker && w.Role == role && w.ConfirmedEpoch == w.Epoch));
}
