using Google.Protobuf;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Engine;
using Xunit;
using Reason = Orchestrator.Contracts.Protocol.Refused.Types.Reason;

namespace Orchestrator.Unit.Engine;

/// <summary>A worker's last word on what it is sent.</summary>
public sealed class IntakeTests
{
    private static readonly int[] s_prompt = [1, 290, 300];

    [Fact]
    public async Task Work_of_another_epoch_is_refused_with_both_numbers()
    {
        await using var worker = new TestWorker();
        await worker.Engine.ObeyAsync(new EngineOrders(7, Drain: false));
        var stale = Works.Of(Works.NewKey(), s_prompt, 5);
        stale.Epoch = 6;
        await RefusedAsync(worker, stale, Reason.StaleEpoch, "the work is of epoch 6, the worker of 7");
        stale.Epoch = 8;
        await RefusedAsync(worker, stale.As(Works.NewKey()), Reason.StaleEpoch, "the work is of epoch 8, the worker of 7");
        var fresh = Works.Of(Works.NewKey(), s_prompt, 5);
        fresh.Epoch = 7;
        Assert.Equal(5, (await worker.RunAsync(fresh)).Length);
    }

    [Fact]
    public async Task A_shift_of_role_leaves_running_answers_alone()
    {
        await using var worker = new TestWorker();
        var (work, inbox) = (Works.Of(Works.NewKey(), s_prompt, 40), new Inbox());
        worker.Engine.Submit(work, inbox.Outbox);
        await inbox.UntilAsync(work.Key(), a => a.Said.Count > 3);
        await worker.Engine.ObeyAsync(new EngineOrders(1, Drain: false));
        Assert.Equal(40, (await inbox.EndAsync(work.Key())).Tokens.Length);
    }

    [Fact]
    public async Task A_draining_worker_refuses_new_work_and_finishes_what_runs()
    {
        await using var worker = new TestWorker();
        var (running, inbox) = (Works.Of(Works.NewKey(), s_prompt, 60), new Inbox());
        worker.Engine.Submit(running, inbox.Outbox);
        await inbox.UntilAsync(running.Key(), a => a.Said.Count > 2);
        await worker.Engine.ObeyAsync(new EngineOrders(0, Drain: true));
        await RefusedAsync(worker, Works.Of(Works.NewKey(), s_prompt, 5), Reason.Draining, "the worker drains");
        Assert.Equal(60, (await inbox.EndAsync(running.Key())).Tokens.Length);
        await worker.Engine.ObeyAsync(new EngineOrders(0, Drain: false));
        Assert.Equal(5, (await worker.RunAsync(Works.Of(Works.NewKey(), s_prompt, 5))).Length);
    }

    [Fact]
    public async Task Work_and_orders_that_come_during_a_step_do_not_wait_for_its_end()
    {
        await using var worker = new TestWorker();
        var (first, late, inbox) = (Works.Of(Works.NewKey(), s_prompt, 8), Works.Of(Works.NewKey(), s_prompt, 5), new Inbox());
        worker.Backend.Gate.Shut();
        worker.Engine.Submit(first, inbox.Outbox);
        await worker.Backend.Gate.ArrivedAsync();
        worker.Engine.Submit(late, inbox.Outbox);
        await inbox.UntilAsync(late.Key(), a => a.Accepted > 0);
        // Whoever drains says so with all that was accepted before.
        await worker.Engine.ObeyAsync(new EngineOrders(0, Drain: true));
        Assert.Equal((true, true, 2), (worker.Engine.Load.Busy, worker.Engine.Load.Orders.Drain, worker.Engine.Load.Running + worker.Engine.Load.Waiting));
        await RefusedAsync(worker, Works.Of(Works.NewKey(), s_prompt, 5), Reason.Draining, "the worker drains");
        worker.Backend.Gate.Open();
        Assert.Equal(8, (await inbox.EndAsync(first.Key())).Tokens.Length);
        Assert.Equal(5, (await inbox.EndAsync(late.Key())).Tokens.Length);
    }

    [Fact]
    public async Task An_attempt_that_replaces_one_in_a_step_waits_for_its_end_and_so_does_what_comes_behind_it()
    {
        await using var worker = new TestWorker();
        var (old, inbox) = (Works.Of(Works.NewKey(), s_prompt, 8), new Inbox());
        var (anew, behind) = (old.As(old.Key() with { Attempt = 2 }), Works.Of(Works.NewKey(), s_prompt, 5));
        worker.Backend.Gate.Shut();
        worker.Engine.Submit(old, inbox.Outbox);
        await worker.Backend.Gate.ArrivedAsync();
        worker.Engine.Submit(anew, inbox.Outbox);
        worker.Engine.Submit(behind, inbox.Outbox);
        var drains = worker.Engine.ObeyAsync(new EngineOrders(0, Drain: true));
        Assert.False(drains.IsCompleted);
        Assert.Equal(1, worker.Engine.Load.Running + worker.Engine.Load.Waiting);
        worker.Backend.Gate.Open();
        Assert.Equal(8, (await inbox.EndAsync(anew.Key())).Tokens.Length);
        Assert.Equal(5, (await inbox.EndAsync(behind.Key())).Tokens.Length);
    }

    [Fact]
    public async Task A_full_worker_is_busy_until_a_sequence_ends()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 2, MaxWaiting = 1 } });
        var inbox = new Inbox();
        var works = Enumerable.Range(0, 4).Select(_ => Works.Of(Works.NewKey(), s_prompt, 10)).ToList();
        worker.Backend.Gate.Shut();
        worker.Engine.Submit(works[0], inbox.Outbox);
        await worker.Backend.Gate.ArrivedAsync();
        foreach (var work in works[1..]) worker.Engine.Submit(work, inbox.Outbox);
        worker.Backend.Gate.Open();
        var refused = await inbox.EndAsync(works[3].Key());
        Assert.Equal((Reason.Busy, "3 sequences are here already"), (refused.Refusals[0].Reason, refused.Refusals[0].Detail));
        foreach (var work in works[..3]) Assert.Equal(10, (await inbox.EndAsync(work.Key())).Tokens.Length);
        Assert.Equal(10, (await worker.RunAsync(works[3].As(Works.NewKey()))).Length);
    }

    [Theory]
    [InlineData(60, 40, "60 prompt tokens and 40 to come; this worker holds 99")]
    [InlineData(3, 2_000_000_000, "3 prompt tokens and 2000000000 to come; this worker holds 99")]
    public async Task Work_longer_than_the_context_is_refused(int prompt, int answer, string detail)
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 99 } });
        await RefusedAsync(worker, Works.Of(Works.NewKey(), Enumerable.Repeat(300, prompt), answer), Reason.TooLong, detail);
        Assert.Equal(39, (await worker.RunAsync(Works.Of(Works.NewKey(), Enumerable.Repeat(300, 60), 39))).Length);
    }

    [Fact]
    public async Task Work_that_could_never_get_its_blocks_is_refused()
    {
        await using var worker = new TestWorker(new WorkerShape { Blocks = 4 });
        await RefusedAsync(worker, Works.Of(Works.NewKey(), s_prompt, 62), Reason.TooLong, "65 tokens need 5 KV blocks; this worker has 4");
        Assert.Equal(61, (await worker.RunAsync(Works.Of(Works.NewKey(), s_prompt, 61))).Length);
    }

    public static TheoryData<string, string> Invalid => new()
    {
        { "no tokens", "0 tokens with a prompt of 0" },
        { "prompt longer than tokens", "3 tokens with a prompt of 4" },
        { "no prompt", "3 tokens with a prompt of 0" },
        { "nothing left to do", "all of 2 tokens are there already" },
        { "no length", "all of 0 tokens are there already" },
        { "unknown token", "token 416 is outside the vocabulary of 416" },
        { "huge token", "token 4294967295 is outside the vocabulary of 416" },
        { "unknown end token", "token 5000 is outside the vocabulary of 416" },
        { "unknown bias token", "token 416 is outside the vocabulary of 416" },
        { "bias without value", "logit biases without tokens" },
        { "no sampling", "no sampling options" },
        { "logprobs beyond all bounds", "4000000000 log probabilities" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Invalid_work_is_refused_with_the_reason(string what, string detail)
    {
        await using var worker = new TestWorker();
        var work = Works.Of(Works.NewKey(), s_prompt, 5);
        switch (what)
        {
            case "no tokens": work = Works.Of(Works.NewKey(), [], 5); break;
            case "prompt longer than tokens": work.PromptTokens = 4; break;
            case "no prompt": work.PromptTokens = 0; break;
            case "nothing left to do": work.MaxTokens = 2; work = work.With([300, 301]); break;
            case "no length": work.MaxTokens = 0; break;
            case "unknown token": work.Tokens[1] = 416; break;
            case "huge token": work.Tokens[1] = uint.MaxValue; break;
            case "unknown end token": work.Sampling.EndTokens.Add(5000); break;
            case "unknown bias token": work.Sampling.BiasTokens.Add(416); work.Sampling.BiasValues.Add(1); break;
            case "bias without value": work.Sampling.BiasTokens.Add(4); break;
            case "no sampling": work.Sampling = null; break;
            case "logprobs beyond all bounds": work.Sampling.Logprobs = 4_000_000_000; break;
        }
        await RefusedAsync(worker, work, Reason.Invalid, detail);
        Assert.Equal(5, (await worker.RunAsync(Works.Of(Works.NewKey(), s_prompt, 5))).Length);
    }

    [Fact]
    public async Task The_same_work_twice_is_accepted_twice_and_runs_once()
    {
        await using var worker = new TestWorker();
        var (work, inbox) = (Works.Of(Works.NewKey(), s_prompt, 20), new Inbox());
        worker.Backend.Gate.Shut();
        worker.Engine.Submit(work, inbox.Outbox);
        await worker.Backend.Gate.ArrivedAsync();
        worker.Engine.Submit(work, inbox.Outbox);
        worker.Backend.Gate.Open();
        var answer = await inbox.EndAsync(work.Key());
        await worker.QuietAsync();
        Assert.Equal((2, 20, 1), (answer.Accepted, answer.Said.Count, answer.Ends.Count));
        Assert.Equal(20, worker.Engine.Load.TokensDecoded);
    }

    [Fact]
    public async Task A_higher_attempt_replaces_a_lower_one_and_a_lower_one_is_ignored()
    {
        await using var worker = new TestWorker();
        var (key, inbox) = (Works.NewKey(attempt: 2), new Inbox());
        var (second, third) = (Works.Of(key, s_prompt, 300), Works.Of(key with { Attempt = 3 }, s_prompt, 15));
        worker.Engine.Submit(second, inbox.Outbox);
        await inbox.UntilAsync(second.Key(), a => a.Said.Count > 2);
        worker.Backend.Gate.Shut();
        await worker.Backend.Gate.ArrivedAsync();
        worker.Engine.Submit(third, inbox.Outbox);
        worker.Engine.Submit(Works.Of(key with { Attempt = 1 }, s_prompt, 15), inbox.Outbox);
        worker.Engine.Submit(second, inbox.Outbox);
        worker.Backend.Gate.Open();
        var answer = await inbox.EndAsync(third.Key());
        Assert.Equal(await TestWorker.AloneAsync(third), answer.Tokens);
        await worker.QuietAsync();
        Assert.Equal(0, inbox[key with { Attempt = 1 }].Accepted);
        Assert.Equal((1, 0), (inbox[second.Key()].Accepted, inbox[second.Key()].Ends.Count));
    }

    [Fact]
    public async Task Another_choice_of_the_request_is_other_work()
    {
        await using var worker = new TestWorker();
        var (key, inbox) = (Works.NewKey(), new Inbox());
        worker.Engine.Submit(Works.Of(key, s_prompt, 10), inbox.Outbox);
        worker.Engine.Submit(Works.Of(key with { Choice = 1 }, s_prompt, 12), inbox.Outbox);
        Assert.Equal(10, (await inbox.EndAsync(key)).Tokens.Length);
        Assert.Equal(12, (await inbox.EndAsync(key with { Choice = 1 })).Tokens.Length);
    }

    [Fact]
    public async Task The_load_names_the_newest_ticket_that_it_counts()
    {
        await using var worker = new TestWorker();
        var (router, other, inbox) = (Guid.NewGuid(), Guid.NewGuid(), new Inbox());
        foreach (var (from, number, newest) in new[] { (router, 5, 5), (router, 3, 5), (router, 9, 9), (other, 2, 2) })
        {
            var work = Works.Of(Works.NewKey(), s_prompt, 2);
            (work.TicketRouter, work.TicketNumber) = (ByteString.CopyFrom(from.ToByteArray()), number);
            worker.Engine.Submit(work, inbox.Outbox);
            await worker.SettledAsync();
            // The load is told at the end of a step, an end of work within it.
            await Eventually.TrueAsync(() => worker.Engine.Load.NewestTicket == new WorkTicket(from, newest), () => $"{worker.Engine.Load.NewestTicket} after {number} of {from}");
        }
    }

    [Fact]
    public async Task Refused_work_counts_its_ticket_too()
    {
        await using var worker = new TestWorker();
        var work = Works.Of(Works.NewKey(), s_prompt, 2000);
        var router = Guid.NewGuid();
        (work.TicketRouter, work.TicketNumber) = (ByteString.CopyFrom(router.ToByteArray()), 4);
        await RefusedAsync(worker, work, Reason.TooLong, "");
        Assert.Equal(new WorkTicket(router, 4), worker.Engine.Load.NewestTicket);
    }

    private static async Task RefusedAsync(TestWorker worker, Work work, Reason reason, string detail)
    {
        var inbox = new Inbox();
        worker.Engine.Submit(work, inbox.Outbox);
        var answer = await inbox.EndAsync(work.Key());
        Assert.Equal(0, answer.Accepted);
        Assert.Equal(reason, Assert.Single(answer.Refusals).Reason);
        Assert.Contains(detail, answer.Refusals[0].Detail);
        Assert.Empty(answer.Said);
    }
}
