using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Unit.Engine;
using Orchestrator.Unit.Links;
using Xunit;

namespace Orchestrator.Unit.Generation;

/// <summary>What happens to an answer when workers die, hang, compute nonsense, or lose KV on the way.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_worker_that_dies_in_the_middle_is_replaced_and_the_answer_goes_on_where_it_was()
    {
        await using var stage = new Stage();
        var (dies, lives) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(dies.Target).Then(lives.Target);
        await using var reading = stage.Run();
        await dies.WorkAsync();
        dies.Accept(stage.Key(1));
        dies.Token(stage.Key(1), 0, 1, 2);
        await reading.HasAsync(3);
        dies.HangUp();
        var work = await lives.WorkAsync();
        Assert.Equal(stage.Key(2), work.Key.FromWire());
        Assert.Equal((4u, 6u), (work.PromptTokens, work.MaxTokens));
        Assert.Equal([1u, 7u, 8u, 9u, 100u, 101u, 102u], work.Tokens);
        lives.Token(stage.Key(2), 3, 4, 5);
        lives.End(stage.Key(2), 6);
        Assert.Equal(new GenerationEvent.Finished(ByLength: true), await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
        var recovery = Assert.Single(stage.Plans.Recoveries);
        Assert.Equal((1, 3, RecoverCause.WorkerFault, 1, "numerics"), (recovery.LastAttempt, recovery.TokensSoFar, recovery.Cause, recovery.Faults, recovery.Fingerprint));
        Assert.Equal([dies.Life], recovery.Request.Excluded);
    }

    [Theory]
    [InlineData("numerics", false)]
    [InlineData("others", true)]
    public async Task An_answer_that_goes_on_with_other_numerics_is_marked(string numerics, bool marked)
    {
        await using var stage = new Stage();
        var (dies, lives) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(dies.Target).Then(lives.Target with { Fingerprint = numerics });
        var run = stage.NewRun();
        await using var reading = new Reading(run);
        var key = (await dies.WorkAsync()).Key.FromWire();
        dies.Accept(key);
        dies.Token(key, 0);
        await reading.HasAsync(1);
        Assert.False(run.IsOnOtherNumerics);
        dies.HangUp();
        await lives.WorkAsync();
        lives.Token(key with { Attempt = 2 }, 1, 2, 3, 4, 5);
        lives.End(key with { Attempt = 2 }, 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal(marked, run.IsOnOtherNumerics);
    }

    [Fact]
    public async Task A_decode_worker_that_dies_before_the_hand_over_costs_only_another_decode_worker()
    {
        await using var stage = new Stage();
        var (prefill, dies, lives) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d1"), await stage.WorkerAsync("d2"));
        stage.Plans.Then(prefill.Target, dies.Target).Then(prefill.Target, lives.Target);
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        prefill.Accept(stage.Key(1));
        prefill.Token(stage.Key(1), 0);
        await reading.HasAsync(1);
        await stage.BreakAsync(dies);
        var redirect = await prefill.RedirectAsync();
        Assert.Equal((2u, "d2"), (redirect.Attempt, redirect.Decode.Worker));
        var expect = await lives.ExpectAsync();
        // As the prefill worker got it: without the token that it made itself.
        Assert.Equal([1u, 7u, 8u, 9u], expect.Work.Tokens);
        prefill.Token(stage.Key(2), 0);
        lives.Token(stage.Key(2), 1, 2, 3, 4, 5);
        lives.End(stage.Key(2), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
    }

    [Fact]
    public async Task A_decode_worker_that_dies_after_the_hand_over_starts_the_prompt_again_elsewhere()
    {
        await using var stage = new Stage();
        var (prefill, dies, lives) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d1"), await stage.WorkerAsync("w"));
        stage.Plans.Then(prefill.Target, dies.Target).Then(lives.Target);
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        prefill.Accept(stage.Key(1));
        prefill.Token(stage.Key(1), 0);
        prefill.HandOff(stage.Key(1));
        dies.Token(stage.Key(1), 1, 2);
        await reading.HasAsync(3);
        dies.HangUp();
        Assert.Equal(7, (await lives.WorkAsync()).Tokens.Count);
        Assert.Null(Assert.Single(stage.Plans.Recoveries).Prefilled);
    }

    [Fact]
    public async Task A_prefill_worker_that_dies_after_the_hand_over_is_not_missed()
    {
        await using var stage = new Stage();
        var (dies, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(dies.Target, decode.Target);
        await using var reading = stage.Run();
        await dies.WorkAsync();
        dies.Token(stage.Key(1), 0);
        dies.HandOff(stage.Key(1));
        decode.Token(stage.Key(1), 1);
        await reading.HasAsync(2);
        await stage.BreakAsync(dies);
        decode.Token(stage.Key(1), 2, 3, 4, 5);
        decode.End(stage.Key(1), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Empty(stage.Plans.Recoveries);
    }

    [Fact]
    public async Task A_prefill_worker_that_dies_with_its_first_token_starts_the_answer_again()
    {
        await using var stage = new Stage();
        var (dies, decode, lives) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"), await stage.WorkerAsync("w"));
        stage.Plans.Then(dies.Target, decode.Target).Then(lives.Target);
        await using var reading = stage.Run();
        await decode.ExpectAsync();
        await dies.WorkAsync();
        dies.Accept(stage.Key(1));
        decode.Token(stage.Key(1), 1, 2);
        await stage.BreakAsync(dies);
        Assert.Equal([1u, 7u, 8u, 9u], (await lives.WorkAsync()).Tokens);
        Assert.Equal(stage.Key(1), await decode.CancelAsync());
        lives.Token(stage.Key(2), 0, 1, 2, 3, 4, 5);
        lives.End(stage.Key(2), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
    }

    [Fact]
    public async Task A_transfer_that_fails_moves_decode_even_to_the_prefill_worker_itself()
    {
        await using var stage = new Stage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target).Then(prefill.Target);
        await using var reading = stage.Run();
        await decode.ExpectAsync();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        prefill.FailTransfer(stage.Key(1));
        var redirect = await prefill.RedirectAsync();
        Assert.Equal((stage.Key(1), 2u), (redirect.Key.FromWire(), redirect.Attempt));
        Assert.Null(redirect.Decode);
        Assert.Equal(stage.Key(1), await decode.CancelAsync());
        prefill.Token(stage.Key(2), 0, 1, 2, 3, 4, 5);
        prefill.End(stage.Key(2), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
        var recovery = Assert.Single(stage.Plans.Recoveries);
        Assert.Equal((RecoverCause.TransferFailed, prefill.Life, 0), (recovery.Cause, recovery.Prefilled, recovery.Faults));
        Assert.Contains(decode.Life, recovery.Request.Excluded);
    }

    [Fact]
    public async Task Tokens_of_the_old_decode_worker_do_not_count_after_a_move()
    {
        await using var stage = new Stage();
        var (prefill, old, next) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d1"), await stage.WorkerAsync("d2"));
        stage.Plans.Then(prefill.Target, old.Target).Then(prefill.Target, next.Target);
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        prefill.FailTransfer(stage.Key(1));
        await prefill.RedirectAsync();
        old.Say(new StepReport { Tokens = { new Token { Key = stage.Key(1).ToWire(), Index = 1, Id = 999 } } });
        await stage.BreakAsync(old);
        prefill.Token(stage.Key(2), 0);
        next.Token(stage.Key(2), 1, 2, 3, 4, 5);
        next.End(stage.Key(2), 6);
        Assert.IsType<GenerationEvent.Finished>(await reading.EndAsync());
        Assert.Equal([100, 101, 102, 103, 104, 105], reading.Tokens);
    }

    [Fact]
    public async Task Without_another_place_for_decode_the_answer_starts_over()
    {
        await using var stage = new Stage();
        var (prefill, decode, other) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"), await stage.WorkerAsync("w"));
        stage.Plans.Then(prefill.Target, decode.Target).ThenRefuse("no worker is left").Then(other.Target);
        await using var reading = stage.Run();
        await decode.ExpectAsync();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        prefill.FailTransfer(stage.Key(1));
        Assert.Equal([1u, 7u, 8u, 9u, 100u], (await other.WorkAsync()).Tokens);
        Assert.Equal(stage.Key(1), await prefill.CancelAsync());
        Assert.Equal(stage.Key(1), await decode.CancelAsync());
    }

    [Fact]
    public async Task A_move_that_comes_too_late_starts_over()
    {
        await using var stage = new Stage();
        var (prefill, decode, next, other) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d1"), await stage.WorkerAsync("d2"), await stage.WorkerAsync("w"));
        stage.Plans.Then(prefill.Target, decode.Target).Then(prefill.Target, next.Target).Then(other.Target);
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        prefill.Token(stage.Key(1), 0);
        prefill.FailTransfer(stage.Key(1));
        await prefill.RedirectAsync();
        await next.ExpectAsync();
        prefill.Refuse(stage.Key(2), Refused.Types.Reason.Gone);
        Assert.Equal(stage.Key(3), (await other.WorkAsync()).Key.FromWire());
        Assert.Equal(stage.Key(2), await next.CancelAsync());
    }

    [Theory]
    [InlineData(Ended.Types.Reason.NotANumber)]
    [InlineData(Ended.Types.Reason.Failed)]
    public async Task Nonsense_is_computed_again_elsewhere(Ended.Types.Reason reason)
    {
        await using var stage = new Stage();
        var (broken, sound) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(broken.Target).Then(sound.Target);
        await using var reading = stage.Run();
        await broken.WorkAsync();
        broken.Accept(stage.Key(1));
        broken.Token(stage.Key(1), 0, 1);
        broken.End(stage.Key(1), 2, reason);
        Assert.Equal(6, (await sound.WorkAsync()).Tokens.Count);
        var recovery = Assert.Single(stage.Plans.Recoveries);
        Assert.Equal((RecoverCause.WorkerFault, 1), (recovery.Cause, recovery.Faults));
        Assert.Equal([broken.Life], recovery.Request.Excluded);
    }

    [Fact]
    public async Task After_three_faults_the_answer_fails_with_the_reason()
    {
        await using var stage = new Stage();
        var workers = new List<ScriptedWorker>();
        for (var i = 1; i <= 3; i++)
        {
            workers.Add(await stage.WorkerAsync($"w{i}"));
            stage.Plans.Then(workers[^1].Target);
        }
        stage.Plans.ThenRefuse("given up after 3 worker faults");
        await using var reading = stage.Run();
        for (var i = 0; i < 3; i++)
        {
            await workers[i].WorkAsync();
            workers[i].Accept(stage.Key(i + 1));
            workers[i].Token(stage.Key(i + 1), i);
            await reading.HasAsync(i + 1);
            workers[i].HangUp();
        }
        Assert.Equal(new GenerationEvent.Failed(FailureKind.Broken, "given up after 3 worker faults", TimeSpan.Zero), await reading.EndAsync());
        Assert.Equal([1, 2, 3], stage.Plans.Recoveries.Select(r => r.Faults));
        Assert.Equal(workers.Select(w => w.Life).ToHashSet(), [.. stage.Plans.Recoveries[^1].Request.Excluded]);
    }

    [Fact]
    public async Task A_death_before_the_work_was_accepted_is_no_fault()
    {
        await using var stage = new Stage();
        var (dies, lives) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(dies.Target).Then(lives.Target);
        await using var reading = stage.Run();
        await dies.WorkAsync();
        dies.HangUp();
        await lives.WorkAsync();
        var recovery = Assert.Single(stage.Plans.Recoveries);
        Assert.Equal((RecoverCause.Refused, 0), (recovery.Cause, recovery.Faults));
    }

    [Fact]
    public async Task A_hung_worker_is_taken_for_dead()
    {
        await using var stage = new Stage();
        var (hangs, lives) = (await stage.WorkerAsync("w1"), await stage.WorkerAsync("w2"));
        stage.Plans.Then(hangs.Target).Then(lives.Target);
        await using var reading = stage.Run();
        await hangs.WorkAsync();
        hangs.Accept(stage.Key(1));
        hangs.Token(stage.Key(1), 0, 1);
        await reading.HasAsync(2);
        // It answers, it is busy, and its step does not end.
        await Eventually.TrueAsync(() =>
        {
            hangs.Say(new StepReport { Step = 9, Busy = true, ExpectedStepMs = 10 });
            stage.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return stage.Plans.Recoveries.Count > 0;
        }, () => "nobody noticed");
        Assert.Equal(6, (await lives.WorkAsync()).Tokens.Count);
        Assert.Contains("step 10 has run for", stage.Plans.Recoveries[0].Reason);
    }

    [Fact]
    public async Task Many_deaths_of_decode_workers_before_the_hand_over_end_in_a_fault()
    {
        await using var stage = new Stage();
        var prefill = await stage.WorkerAsync("p");
        var decodes = new List<ScriptedWorker>();
        for (var i = 0; i < 3; i++)
        {
            decodes.Add(await stage.WorkerAsync($"d{i}"));
            stage.Plans.Then(prefill.Target, decodes[^1].Target);
        }
        stage.Plans.ThenRefuse("given up");
        await using var reading = stage.Run();
        await prefill.WorkAsync();
        prefill.Accept(stage.Key(1));
        await stage.BreakAsync(decodes[0]);
        await prefill.RedirectAsync();
        await stage.BreakAsync(decodes[1]);
        await prefill.RedirectAsync();
        await stage.BreakAsync(decodes[2]);
        Assert.Equal("given up", Assert.IsType<GenerationEvent.Failed>(await reading.EndAsync()).Reason);
        Assert.True(stage.Plans.Recoveries[^1].Faults > 2, $"{stage.Plans.Recoveries[^1].Faults} faults");
        Assert.Equal(stage.Key(3), await prefill.CancelAsync());
    }
}
