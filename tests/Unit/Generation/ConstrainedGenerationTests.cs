using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Generation;
using Orchestrator.Unit.Constraints;
using Orchestrator.Unit.Links;
using Xunit;
using Reason = Orchestrator.Contracts.Protocol.Refused.Types.Reason;

namespace Orchestrator.Unit.Generation;

/// <summary>A generation whose input carries an automaton: what goes to the workers, how often, and what a worker without it causes.</summary>
public sealed class ConstrainedGenerationTests
{
    private static readonly TokenAutomaton s_automaton = NaiveAutomaton.Loop(400, [100, 101], 2).Compile();

    [Fact]
    public async Task The_automaton_goes_before_the_work_and_once_for_all_requests_of_a_link()
    {
        await using var stage = NewStage();
        var worker = await stage.WorkerAsync("w");
        var readings = new List<Reading>();
        for (var i = 0; i < 5; i++)
        {
            stage.Plans.Then(worker.Target);
            readings.Add(i == 0 ? stage.Run() : new Reading(stage.NewRun()));
            if (i == 0) await AutomatonAsync(worker, s_automaton);
            Assert.Equal(s_automaton.Address.ToArray(), (await worker.WorkAsync()).Automaton.ToByteArray());
        }
        await stage.NothingMoreAsync(worker);
        foreach (var reading in readings) await reading.DisposeAsync();
    }

    [Fact]
    public async Task Both_workers_of_a_split_get_it()
    {
        await using var stage = NewStage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        await AutomatonAsync(decode, s_automaton);
        Assert.Equal(s_automaton.Address.ToArray(), (await decode.ExpectAsync()).Work.Automaton.ToByteArray());
        await AutomatonAsync(prefill, s_automaton);
        var work = await prefill.WorkAsync();
        Assert.Equal((s_automaton.Address, "d"), (new AutomatonAddress(work.Automaton.Span), work.Decode.Worker));
    }

    [Fact]
    public async Task A_worker_that_does_not_have_it_gets_it_again_with_the_same_work()
    {
        await using var stage = NewStage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target);
        await using var reading = stage.Run();
        await AutomatonAsync(worker, s_automaton);
        var work = await worker.WorkAsync();
        worker.Refuse(stage.Key(1), Reason.UnknownAutomaton);
        await AutomatonAsync(worker, s_automaton);
        Assert.Equal(work, await worker.WorkAsync());
        worker.Accept(stage.Key(1));
        worker.Token(stage.Key(1), 0, 1);
        worker.End(stage.Key(1), 2, Ended.Types.Reason.Complete);
        Assert.Equal(new GenerationEvent.Finished(ByLength: false), await reading.EndAsync());
        Assert.Equal([100, 101], reading.Tokens);
        Assert.Single(stage.Plans.Asked);
    }

    [Fact]
    public async Task A_decode_worker_that_does_not_have_it_gets_it_again_with_what_it_is_to_expect()
    {
        await using var stage = NewStage();
        var (prefill, decode) = (await stage.WorkerAsync("p"), await stage.WorkerAsync("d"));
        stage.Plans.Then(prefill.Target, decode.Target);
        await using var reading = stage.Run();
        await AutomatonAsync(decode, s_automaton);
        var expect = await decode.ExpectAsync();
        await AutomatonAsync(prefill, s_automaton);
        await prefill.WorkAsync();
        // The first token may be out already; the work is what it was.
        prefill.Accept(stage.Key(1));
        prefill.Token(stage.Key(1), 0);
        await reading.HasAsync(1);
        decode.Refuse(stage.Key(1), Reason.UnknownAutomaton);
        await AutomatonAsync(decode, s_automaton);
        Assert.Equal(expect, await decode.ExpectAsync());
        await stage.NothingMoreAsync(prefill);
    }

    [Fact]
    public async Task Several_answers_that_meet_one_eviction_cause_one_sending()
    {
        await using var stage = NewStage();
        var worker = await stage.WorkerAsync("w");
        var readings = new List<Reading>();
        var keys = new List<AttemptKey>();
        for (var i = 0; i < 3; i++)
        {
            stage.Plans.Then(worker.Target);
            readings.Add(new Reading(stage.NewRun()));
            if (i == 0) await AutomatonAsync(worker, s_automaton);
            keys.Add((await worker.WorkAsync()).Key.FromWire());
        }
        foreach (var key in keys) worker.Refuse(key, Reason.UnknownAutomaton);
        await AutomatonAsync(worker, s_automaton);
        var again = new List<AttemptKey>();
        foreach (var _ in keys) again.Add((await worker.WorkAsync()).Key.FromWire());
        Assert.Equal(keys.ToHashSet(), again.ToHashSet());
        await stage.NothingMoreAsync(worker);
        foreach (var reading in readings) await reading.DisposeAsync();
    }

    [Fact]
    public async Task A_new_link_brings_it_again()
    {
        await using var stage = NewStage();
        var worker = await stage.WorkerAsync("w");
        stage.Plans.Then(worker.Target).Then(worker.Target);
        await using var reading = stage.Run();
        await AutomatonAsync(worker, s_automaton);
        await worker.WorkAsync();
        await stage.BreakAsync(worker);
        await AutomatonAsync(worker, s_automaton);
        Assert.Equal(stage.Key(2), (await worker.WorkAsync()).Key.FromWire());
    }

    [Fact]
    public void A_worker_that_never_keeps_it_is_left_after_some_tries()
    {
        var play = new PolicyPlay(PolicyPlay.Input with { Automaton = s_automaton }).Placed("w");
        for (var i = 0; i < GenerationPolicy.MaxResends; i++) Assert.Equal("resend 1 to w with 0", play.On(PolicyPlay.Refused("w", Reason.UnknownAutomaton)));
        Assert.Equal("cancel 1; ask after 1: Refused, without w, 0 faults", play.On(PolicyPlay.Refused("w", Reason.UnknownAutomaton)));
        // The next attempt has tries of its own.
        play.Placed("v");
        Assert.Equal("resend 2 to v with 0", play.On(PolicyPlay.Refused("v", Reason.UnknownAutomaton, attempt: 2)));
        Assert.Equal("cancel 1; ask after 1: Refused, without w, 0 faults", new PolicyPlay().Placed("w").On(PolicyPlay.Refused("w", Reason.UnknownAutomaton)));
    }

    private static Stage NewStage() => new() { Input = PolicyPlay.Input with { Request = RequestId.New(), Automaton = s_automaton } };

    private static async Task AutomatonAsync(ScriptedWorker worker, TokenAutomaton automaton)
    {
        var part = (await worker.NextAsync(ToWorker.BodyOneofCase.Automaton)).Automaton;
        Assert.Equal((automaton.Address, 0u, (uint)automaton.Bytes.Length), (new AutomatonAddress(part.Address.Span), part.Offset, part.Size));
        Assert.Equal(automaton.Bytes.ToArray(), part.Bytes.ToByteArray());
    }
}
