using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Doors;
using Orchestrator.EndToEnd.Failures;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Pools;

/// <summary>Several models served at once: each by its own workers under its own policy, and none disturbs another.</summary>
public sealed class ManyPoolsTests(PoolsSystem pools) : IClassFixture<PoolsSystem>
{
    private readonly ServingSystem _system = pools.Running;

    [Fact]
    public async Task Each_model_answers_both_at_once_what_it_answers_alone()
    {
        var slow = Calm.Questions(prompt: 200, answer: 24, seed: 1)[..2];
        var other = OtherModel.Questions(prompt: 200, answer: 24, seed: 1)[..2];
        var together = await Task.WhenAll(slow.Concat(other).Select(_system.Client.StreamAsync));

        var alone = await Task.WhenAll(AloneAsync(SlowModel.Name, SlowModel.Path, slow), AloneAsync(OtherModel.Name, OtherModel.Path, other));
        Assert.Equal([.. alone[0].Concat(alone[1]).Select(a => a.Text)], together.Select(a => a.Text));
        Assert.Empty(alone[0].Select(a => a.Text).Intersect(alone[1].Select(a => a.Text)));

        var workers = await _system.Admin.UntilIdleAsync();
        Assert.True(Of(SlowModel.Name, workers).Sum(w => w.KvBytesReceived) > 0, "long prompts of the first model are split");
        Assert.Equal((0, true), Assert.Single(Of(OtherModel.Name, workers)) is var only ? (only.KvBytesSent + only.KvBytesReceived, only.TokensDecoded >= 2 * 23) : default);
    }

    [Fact]
    public async Task All_models_are_listed_and_an_unknown_one_is_answered_with_their_names()
    {
        var listed = (await _system.Client.ReadAsync("/v1/models")).GetProperty("data").EnumerateArray().Select(m => (m.GetProperty("id").GetString(), m.GetProperty("max_model_len").GetInt32()));
        Assert.Equal([(SlowModel.Name, 1024), (OtherModel.Name, 512)], listed);
        Assert.Equal(OtherModel.Name, (await _system.Client.ReadAsync($"/v1/models/{Uri.EscapeDataString(OtherModel.Name)}")).GetProperty("id").GetString());
        using var unknown = await _system.Client.PostAsync("/v1/completions", """{"model":"nobody","prompt":"a"}""");
        await OpenAiErrors.AreAsync(unknown, HttpStatusCode.NotFound, "model_not_found", "nobody", SlowModel.Name, OtherModel.Name);
        Assert.Equal(["model   " + SlowModel.Name, "model   " + OtherModel.Name], _system.Silo.Output.Select(l => l.Trim().Split(" (")[0]).Where(l => l.StartsWith("model ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Orders_and_the_policy_of_one_pool_leave_the_other_alone()
    {
        var before = await _system.Admin.WorkersAsync();
        var other = await _system.Admin.SendAsync(HttpMethod.Get, Policy(OtherModel.Name));
        var worker = Of(SlowModel.Name, before).Single(w => w.Role == "decode");

        Assert.Equal(200, (await _system.Admin.SendAsync(HttpMethod.Patch, Policy(SlowModel.Name), """{"tpot_ms":77,"mode":"advisory"}""")).Status);
        await _system.Admin.ShiftAsync(worker.Id, "mixed");
        await _system.Admin.UntilAsync("the worker has its new role", workers => workers.Any(w => w.Id == worker.Id && w is { Role: "mixed" } && w.ConfirmedEpoch == w.Epoch));
        await UntilDecidedAsync(SlowModel.Name, "advisory");
        await UntilDecidedAsync(OtherModel.Name, "off");

        var still = await _system.Admin.SendAsync(HttpMethod.Get, Policy(OtherModel.Name));
        Assert.Equal((other.ETag, other.Body.GetRawText()), (still.ETag, still.Body.GetRawText()));
        Assert.Equal(Of(OtherModel.Name, before).Select(w => (w.Id, w.Role, w.Epoch, w.Held)), Of(OtherModel.Name, await _system.Admin.WorkersAsync()).Select(w => (w.Id, w.Role, w.Epoch, w.Held)));
        Assert.Equal(["role", "policy"], await AuditAsync(SlowModel.Name));
        Assert.Empty(await AuditAsync(OtherModel.Name));

        await _system.Admin.ShiftAsync(worker.Id, "decode");
        await _system.Admin.ReleaseAsync(worker.Id);
        await _system.Admin.SendAsync(HttpMethod.Patch, Policy(SlowModel.Name), """{"tpot_ms":null,"mode":"off"}""");
        await _system.Admin.UntilAsync("the worker is back in its role", workers => workers.Any(w => w.Id == worker.Id && w is { Role: "decode" } && w.ConfirmedEpoch == w.Epoch));
    }

    [Fact]
    public async Task A_killed_worker_of_one_pool_fails_no_request_and_disturbs_none_of_the_other()
    {
        List<Question> questions = [.. Calm.Questions(prompt: 100, answer: 200, seed: 9), .. OtherModel.Questions(prompt: 100, answer: 200, seed: 9)];
        var quiet = await Task.WhenAll(questions.Select(_system.Client.AskAsync));
        var streams = await Task.WhenAll(questions.Select(q => _system.Client.OpenAsync(q)));
        foreach (var stream in streams) await stream.ReadAsync(pieces: 4);

        var victim = Of(SlowModel.Name, await _system.Admin.WorkersAsync()).Single(w => w.Role == "decode");
        _system.Signal(victim, Signals.Kill);
        var answers = await Task.WhenAll(streams.Select(s => s.ToEndAsync()));
        foreach (var stream in streams) stream.Dispose();
        Assert.Equal(quiet.Select(a => a.Text), answers.Select(a => a.Text));
        var attempts = await Task.WhenAll(answers.Select(a => _system.Admin.AttemptsAsync(a.Id)));
        Assert.Contains(attempts[..4], count => count > 1);
        Assert.All(attempts[4..], count => Assert.Equal(1, count));
        await _system.UntilBackAsync(victim);
    }

    private static async Task<Answer[]> AloneAsync(string name, string path, List<Question> questions)
    {
        await using var system = await ServingSystem.StartAsync("--pool", $"{name}={path},mixed=1", "--threads", "1");
        return await Task.WhenAll(questions.Select(system.Client.AskAsync));
    }

    private static IEnumerable<WorkerRow> Of(string pool, IEnumerable<WorkerRow> workers) => workers.Where(w => w.Pool == pool);

    private static string Policy(string pool) => $"/admin/pools/{Uri.EscapeDataString(pool)}/policy";

    // Every decision that is listed is of the pool that was asked for.
    private async Task UntilDecidedAsync(string pool, string mode) => await Patience.UntilAsync($"a decision of {pool} in mode {mode}", async () =>
    {
        var decisions = (await ListAsync("decisions", pool)).ToList();
        Assert.All(decisions, d => Assert.Equal(pool, d.GetProperty("pool").GetString()));
        return decisions.Exists(d => d.GetProperty("mode").GetString() == mode) ? "yes" : null;
    });

    private async Task<IEnumerable<string?>> AuditAsync(string pool) => (await ListAsync("audit", pool)).Select(e => e.GetProperty("action").GetString());

    private async Task<IEnumerable<JsonElement>> ListAsync(string what, string pool)
    {
        var body = await _system.Admin.GetAsync($"/admin/{what}?pool={Uri.EscapeDataString(pool)}");
        return body.EnumerateObject().First().Value.EnumerateArray();
    }
}
