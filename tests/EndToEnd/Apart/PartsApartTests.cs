using Orchestrator.EndToEnd.Asking;
using Orchestrator.EndToEnd.Goldens;
using Orchestrator.EndToEnd.Processes;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Apart;

/// <summary>Processes that were started apart are one system; the data plane outlives the control plane.</summary>
public sealed class PartsApartTests
{
    [Fact]
    public async Task Parts_that_share_a_secret_serve_and_a_stranger_does_not_get_in()
    {
        var model = GoldenModels.File("end-to-end");
        await using var parts = await PartsApart.StartAsync(model.Path);
        var stranger = parts.StartWorker("stranger", "another secret");

        Expected.ToBe(model["sentence"], await parts.Client.StreamAsync(Question.For(model["sentence"])));
        Expected.ToBe(model["chat"], await parts.Client.AskAsync(Question.For(model["chat"])));

        await Patience.UntilAsync("the stranger is refused", () => stranger.Errors.Any(line => line.Contains("another cluster secret", StringComparison.Ordinal)));
        Assert.Equal("apart-0", Assert.Single(await parts.Admin.WorkersAsync()).Id);
        await StopsAsync(parts.Gateway);
        await StopsAsync(parts.Worker);
        await StopsAsync(parts.Silo);
    }

    [Fact]
    public async Task A_stream_goes_on_when_the_silo_is_killed_and_a_new_silo_takes_over()
    {
        await using var parts = await PartsApart.StartAsync(SlowModel.Path);
        var question = Question.OfTokens(40, 900, 1) with { Model = SlowModel.Name };
        var quiet = await parts.Client.AskAsync(question);
        using var stream = await parts.Client.OpenAsync(question);
        await stream.ReadAsync(pieces: 8);

        parts.Silo.Signal(Signals.Kill);
        await parts.Silo.EndAsync();
        Assert.Equal(quiet.Choices, (await stream.ToEndAsync()).Choices);

        await parts.ReplaceSiloAsync();
        await parts.UntilReadyAsync();
        Assert.Equal(quiet.Choices, (await parts.Client.AskAsync(question)).Choices);
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_end_finishes_its_answers_and_its_successor_serves_the_next()
    {
        await using var parts = await PartsApart.StartAsync(SlowModel.Path);
        var question = Question.OfTokens(40, 900, 1) with { Model = SlowModel.Name };
        using var stream = await parts.Client.OpenAsync(question);
        await stream.ReadAsync(pieces: 8);

        parts.Worker.Signal(Signals.Terminate);
        var answer = await stream.ToEndAsync();
        Assert.Equal(0, await parts.Worker.EndAsync());
        Assert.Equal(1, await parts.Admin.AttemptsAsync(answer.Id));

        await parts.ReplaceWorkerAsync();
        Assert.Equal(answer.Choices, (await parts.Client.AskAsync(question)).Choices);
    }

    [Fact]
    public async Task A_killed_gateways_work_is_cancelled()
    {
        await using var parts = await PartsApart.StartAsync(SlowModel.Path);
        using var stream = await parts.Client.OpenAsync(Question.OfTokens(40, 900, 1) with { Model = SlowModel.Name, Choices = 8 });
        await stream.ReadAsync(pieces: 8);

        parts.Gateway.Signal(Signals.Kill);
        await parts.Gateway.EndAsync();
        await parts.ReplaceGatewayAsync();
        var worker = Assert.Single(await parts.Admin.UntilIdleAsync());
        Assert.InRange(worker.TokensDecoded, 8, 8 * 900 - 1);
    }

    [Fact]
    public async Task An_answer_that_a_worker_of_another_kv_type_must_finish_says_so()
    {
        await using var parts = await PartsApart.StartAsync(SlowModel.Path);
        var other = await parts.AddWorkerAsync("apart-1", "f16");
        var question = Question.OfTokens(40, 400, 1) with { Model = SlowModel.Name };
        using var stream = await parts.Client.OpenAsync(question);
        await stream.ReadAsync(pieces: 8);

        var workers = await parts.Admin.UntilAsync("one of them computes", workers => workers.Any(w => w.Running > 0));
        (workers.Single(w => w.Running > 0).Id == "apart-1" ? other : parts.Worker).Signal(Signals.Kill);
        var answer = await stream.ToEndAsync();
        Assert.Equal((400, 2, true), (answer.CompletionTokens, await parts.Admin.AttemptsAsync(answer.Id), answer.RecoveredOnOtherNumerics));
        // What one worker makes from its first token to its last is as it should be.
        Assert.False((await parts.Client.AskAsync(question with { MaxTokens = 4 })).RecoveredOnOtherNumerics);
    }

    private static async Task StopsAsync(RunningProcess process)
    {
        process.Signal(Signals.Terminate);
        var code = await process.EndAsync();
        Assert.True(code == 0, $"{process.Name} ended with code {code}");
    }
}
