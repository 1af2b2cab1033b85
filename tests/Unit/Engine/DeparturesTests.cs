using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Unit.Transfer;
using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>What a worker does with what it holds when its orders change: what waits is given back, what is long asks to leave, the rest stays.</summary>
public sealed class DeparturesTests
{
    private static readonly EngineOptions s_atOnce = new() { MaxContext = 512, ShiftLimit = TimeSpan.Zero };

    [Theory]
    [InlineData(WorkerRole.Prefill, false)]
    [InlineData(WorkerRole.Decode, true)]
    [InlineData(WorkerRole.Mixed, true)]
    public async Task A_long_answer_asks_to_leave_once_and_goes_on(WorkerRole role, bool drain)
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = s_atOnce });
        var work = Splits.NewWork(answer: 40);
        await worker.HoldAsync(work, 5);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, drain) { Role = role });
        await worker.Backend.Gate.LetAsync(2);
        await worker.Inbox.UntilAsync(work.Key(), a => a.Leaving > 0);
        Assert.Equal(1, worker.Load.Leaving);
        worker.Backend.Gate.Open();
        var answer = await worker.Inbox.EndAsync(work.Key());
        Assert.Equal(await TestWorker.AloneAsync(work), answer.Tokens);
        Assert.Equal(1, answer.Leaving);
        await worker.QuietAsync();
        Assert.Equal(0, worker.Load.Leaving);
    }

    [Fact]
    public async Task It_asks_again_every_second_while_it_is_still_there()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker(new WorkerShape { Limits = s_atOnce, Time = clock });
        var work = Splits.NewWork(answer: 200);
        // On this clock steps take no time, unless it is moved in the middle of one.
        worker.Backend.Before = _ => clock.Advance(TimeSpan.FromMilliseconds(10));
        await worker.HoldAsync(work, 5);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, false) { Role = WorkerRole.Prefill });
        await worker.Backend.Gate.LetAsync(90);
        Assert.Equal(1, worker.Inbox[work.Key()].Leaving);
        await worker.Backend.Gate.LetAsync(30);
        await worker.Inbox.UntilAsync(work.Key(), a => a.Leaving == 2);
        worker.Engine.Cancel(work.Key());
        worker.Backend.Gate.Open();
        await worker.QuietAsync();
    }

    [Fact]
    public async Task What_takes_no_longer_than_the_limit_finishes_where_it_is()
    {
        var clock = new ManualClock();
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, ShiftLimit = TimeSpan.FromSeconds(1) }, Time = clock });
        worker.Backend.Before = _ => clock.Advance(TimeSpan.FromMilliseconds(100));
        var (brief, lengthy) = (Splits.NewWork(seed: 1, answer: 14), Splits.NewWork(seed: 2, answer: 18));
        worker.Backend.Gate.Shut();
        worker.Submit(brief);
        worker.Submit(lengthy);
        await worker.Backend.Gate.ArrivedAsync();
        await worker.Backend.Gate.LetAsync(5);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, false) { Role = WorkerRole.Prefill });
        worker.Backend.Gate.Open();
        Assert.Equal(1, (await worker.Inbox.EndAsync(lengthy.Key())).Leaving);
        Assert.Equal(0, (await worker.Inbox.EndAsync(brief.Key())).Leaving);
    }

    [Fact]
    public async Task What_was_meant_for_a_prefill_worker_stays_there()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = s_atOnce });
        _ = worker.Engine.ObeyAsync(new EngineOrders(3, false) { Role = WorkerRole.Prefill });
        await worker.SettledAsync();
        var work = Splits.NewWork(answer: 30);
        work.Epoch = 3;
        worker.Submit(work);
        var answer = await worker.Inbox.EndAsync(work.Key());
        Assert.Equal((0, 30, 3L), (answer.Leaving, answer.Tokens.Length, worker.Load.WorkedEpoch));
    }

    [Theory]
    [InlineData(WorkerRole.Prefill)]
    [InlineData(WorkerRole.Decode)]
    public async Task A_prompt_that_waits_is_given_back_and_one_that_has_begun_is_not(WorkerRole role)
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        var (begun, waits) = (Splits.NewWork(seed: 1), Splits.NewWork(seed: 2));
        await worker.HoldAsync(begun, 2);
        worker.Submit(waits);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, false) { Role = role });
        worker.Backend.Gate.Open();
        var answer = await worker.Inbox.EndAsync(waits.Key());
        Assert.Equal((1, Refused.Types.Reason.Returned), (answer.Accepted, Assert.Single(answer.Refusals).Reason));
        Assert.Equal(await TestWorker.AloneAsync(begun), (await worker.Inbox.EndAsync(begun.Key())).Tokens);
        await worker.QuietAsync();
    }

    [Theory]
    [InlineData(WorkerRole.Mixed, false)]
    [InlineData(WorkerRole.Mixed, true)]
    public async Task Nothing_is_given_back_by_a_mixed_worker_or_for_a_drain(WorkerRole role, bool drain)
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        var (begun, waits) = (Splits.NewWork(seed: 1), Splits.NewWork(seed: 2));
        await worker.HoldAsync(begun, 2);
        worker.Submit(waits);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, drain) { Role = role });
        worker.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(waits), (await worker.Inbox.EndAsync(waits.Key())).Tokens);
    }

    [Fact]
    public async Task A_prompt_for_another_decode_worker_stays_with_one_that_prefills_now()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 1 } });
        await using var decode = new TestWorker();
        var (begun, waits) = (Splits.NewWork(seed: 1), Splits.NewWork(seed: 2));
        await worker.HoldAsync(begun, 2);
        worker.Split(decode, waits);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, false) { Role = WorkerRole.Prefill });
        worker.Backend.Gate.Open();
        Assert.Equal(await TestWorker.AloneAsync(waits), await Splits.WholeAsync(worker, waits, decode, waits));
    }

    [Fact]
    public async Task Keys_and_values_that_have_not_begun_to_come_are_not_waited_for_by_a_prefill_worker()
    {
        await using var worker = new TestWorker();
        var work = Splits.NewWork();
        worker.Expect(work);
        await worker.Inbox.UntilAsync(work.Key(), a => a.Accepted > 0);
        _ = worker.Engine.ObeyAsync(new EngineOrders(1, false) { Role = WorkerRole.Prefill });
        Assert.Equal(Refused.Types.Reason.Returned, Assert.Single((await worker.Inbox.EndAsync(work.Key())).Refusals).Reason);
        await worker.QuietAsync();
    }

    [Fact]
    public async Task An_answer_on_its_way_counts_until_the_other_worker_has_it()
    {
        await using var source = new TestWorker(new WorkerShape { Limits = s_atOnce });
        await using var target = new TestWorker();
        await using var proxy = new FrameProxy(target.KvEndpoint);
        using var seen = new ManualResetEventSlim();
        proxy.Judge = (frame, _) =>
        {
            if (frame.Kind == Workers.Transfer.KvFrameKind.Acknowledged) seen.Wait(Eventually.Patience);
            return FrameFate.Pass;
        };
        var work = Splits.NewWork(answer: 60);
        await source.HoldAsync(work, 5);
        _ = source.Engine.ObeyAsync(new EngineOrders(1, false) { Role = WorkerRole.Prefill });
        await source.Backend.Gate.LetAsync(1);
        await source.Inbox.UntilAsync(work.Key(), a => a.Leaving > 0);
        var next = await target.AnnounceAsync(work, source, known: 4);
        source.Migrate(work, target, proxy.Endpoint);
        source.Backend.Gate.Open();
        await proxy.SeenAsync(Workers.Transfer.KvFrameKind.Acknowledged);
        await source.SettledAsync();
        Assert.Equal((1, 0), (source.Load.Leaving, source.Load.Waiting));
        seen.Set();
        Assert.Equal(await TestWorker.AloneAsync(work), (await Migrations.ArrivedAsync(source, work, target, next)).Tokens);
        await source.QuietAsync();
        Assert.Equal(0, source.Load.Leaving);
    }
}
