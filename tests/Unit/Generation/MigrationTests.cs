using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Unit.Links;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>What a gateway says to whom when a worker wants to be rid of a running answer.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task A_running_answer_goes_on_elsewhere_and_its_tokens_go_out_meanwhile()
    {
        await using var stage = new Stage();
        var (first, second) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(first.Target).Then(second.Target);
        await using var reading = stage.Run();
        await first.WorkAsync();
        first.Accept(stage.Key(1));
        first.Token(stage.Key(1), 0, 1);
        await reading.HasAsync(2);
        first.Leave(stage.Key(1));
        first.Token(stage.Key(1), 2);
        await reading.HasAsync(3);

        var expect = await second.ExpectAsync();
        Assert.Equal((stage.Key(2), true, first.Life), (expect.Work.Key.FromWire(), expect.Running, new WorkerLife(new WorkerId(expect.PrefillWorker), new Guid(expect.PrefillLife.Span))));
        // One token less than the gateway has, at least.
        Assert.InRange(expect.Work.Tokens.Count, 4 + 1, 4 + 2);
        second.Accept(stage.Key(2));
        var migrate = (await first.NextAsync(ToWorker.BodyOneofCase.Migrate)).Migrate;
        Assert.Equal((stage.Key(1), 2u, "w2", second.Target.KvEndpoint), (migrate.Key.FromWire(), migrate.Attempt, migrate.Decode.Worker, migrate.Decode.KvEndpoint));
        first.Token(stage.Key(1), 3);
        first.HandOff(stage.Key(1));
        await Engine.Eventually.TrueAsync(() => reading.Outcome("", stage.Clock.GetTimestamp()).Attempts == 2, () => "the word that it has moved was not taken");
        second.Token(stage.Key(2), 4, 5);
        second.End(stage.Key(2), 6);
        Assert.Equal(new GenerationEvent.Finished(ByLength: true), await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
        var question = Assert.Single(stage.Plans.Recoveries);
        Assert.Equal((RecoverCause.Migration, first.Life, 0), (question.Cause, question.Prefilled!.Value, question.Faults));
        var outcome = reading.Outcome("length", stage.Clock.GetTimestamp());
        Assert.Equal((2, "w2", "w1"), (outcome.Attempts, outcome.Worker!.Value.Value, outcome.PrefillWorker!.Value.Value));
        await stage.NothingMoreAsync(first);
        await stage.NothingMoreAsync(second);
    }

    [Fact]
    public async Task An_answer_that_ends_before_the_word_that_it_has_moved_ended_where_it_moved_to()
    {
        await using var stage = new Stage();
        var (first, second) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(first.Target).Then(second.Target);
        await using var reading = stage.Run();
        await first.WorkAsync();
        first.Accept(stage.Key(1));
        first.Token(stage.Key(1), 0, 1, 2);
        first.Leave(stage.Key(1));
        await second.ExpectAsync();
        second.Accept(stage.Key(2));
        await first.NextAsync(ToWorker.BodyOneofCase.Migrate);
        await reading.HasAsync(3);
        second.Token(stage.Key(2), 3, 4, 5);
        second.End(stage.Key(2), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
        var outcome = reading.Outcome("length", stage.Clock.GetTimestamp());
        Assert.Equal((2, "w2", "w1"), (outcome.Attempts, outcome.Worker!.Value.Value, outcome.PrefillWorker!.Value.Value));
        // It may still hold what it has sent.
        Assert.Equal(stage.Key(1), await first.CancelAsync());
    }

    [Fact]
    public async Task Without_a_silo_or_a_place_it_stays()
    {
        await using var stage = new Stage();
        var worker = await stage.WorkerAsync("w1");
        stage.Plans.Then(worker.Target).ThenFail().ThenRefuse("every worker is full").ThenWait(1);
        await using var reading = stage.Run();
        await worker.WorkAsync();
        worker.Accept(stage.Key(1));
        for (var i = 0; i < 3; i++)
        {
            worker.Token(stage.Key(1), i);
            worker.Leave(stage.Key(1));
            await Engine.Eventually.TrueAsync(() => stage.Plans.Recoveries.Count == i + 1, () => $"{stage.Plans.Recoveries.Count} questions");
            await reading.HasAsync(i + 1);
        }
        worker.Token(stage.Key(1), 3, 4, 5);
        worker.End(stage.Key(1), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([1, 2, 3], stage.Plans.Recoveries.Select(r => r.LastAttempt));
        await stage.NothingMoreAsync(worker);
    }

    [Fact]
    public async Task A_place_that_cannot_be_reached_is_none()
    {
        await using var stage = new Stage();
        var (worker, gone) = (await stage.WorkerAsync("w1"), await ScriptedWorker.StartAsync("w2"));
        var target = gone.Target;
        await gone.DisposeAsync();
        stage.Plans.Then(worker.Target).Then(target);
        await using var reading = stage.Run();
        await worker.WorkAsync();
        worker.Accept(stage.Key(1));
        worker.Token(stage.Key(1), 0);
        worker.Leave(stage.Key(1));
        await Engine.Eventually.TrueAsync(() => stage.Plans.Recoveries.Count == 1, () => "nothing was asked");
        worker.Token(stage.Key(1), 1, 2, 3, 4, 5);
        worker.End(stage.Key(1), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        await stage.NothingMoreAsync(worker);
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_is_cancelled_at_both()
    {
        await using var stage = new Stage();
        var (first, second) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(first.Target).Then(second.Target);
        await using var reading = stage.Run();
        await first.WorkAsync();
        first.Accept(stage.Key(1));
        first.Token(stage.Key(1), 0);
        first.Leave(stage.Key(1));
        await second.ExpectAsync();
        second.Accept(stage.Key(2));
        await first.NextAsync(ToWorker.BodyOneofCase.Migrate);
        reading.Leave();
        Assert.Equal(stage.Key(1), await first.CancelAsync());
        Assert.Equal(stage.Key(2), await second.CancelAsync());
    }
}
