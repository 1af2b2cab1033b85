using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>Gateways that go away, or stay and do not read.</summary>
public sealed class GatewayLossTests
{
    private static readonly int[] s_prompt = [1, 290, 300];

    [Fact]
    public async Task Sequences_of_a_gateway_that_is_gone_are_dropped_and_others_go_on()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 4 } });
        var (gone, stays) = (new Inbox(), new Inbox());
        var lost = Enumerable.Range(0, 6).Select(_ => Works.Of(Works.NewKey(), s_prompt, 400)).ToList();
        foreach (var work in lost) worker.Engine.Submit(work, gone.Outbox);
        var kept = Works.Of(Works.NewKey(), s_prompt, 30);
        worker.Engine.Submit(kept, stays.Outbox);
        await gone.UntilAsync(lost[0].Key(), a => a.Said.Count > 0);
        worker.Engine.Drop(gone.Outbox);
        Assert.Equal(30, (await stays.EndAsync(kept.Key())).Tokens.Length);
        await worker.QuietAsync();
        Assert.True(gone.Outbox.IsClosed);
        await gone.Outbox.Reports.Completion.InTimeAsync("the end of the reports");
    }

    [Fact]
    public async Task Work_that_comes_after_its_gateway_went_is_not_begun()
    {
        await using var worker = new TestWorker();
        var outbox = new Outbox();
        worker.Engine.Drop(outbox);
        worker.Engine.Submit(Works.Of(Works.NewKey(), s_prompt, 30), outbox);
        worker.Engine.Expect(new Expect { Work = Works.Of(Works.NewKey(), s_prompt, 30) }, outbox);
        worker.Engine.Redirect(Works.NewKey(), 2, null, outbox);
        await worker.QuietAsync();
        Assert.Equal(0, worker.Engine.Load.Step);
    }

    [Fact]
    public async Task A_gateway_that_is_given_up_after_a_step_was_planned_harms_nobody()
    {
        await using var worker = new TestWorker(new WorkerShape { Blocks = 300, Limits = new() { MaxContext = 4096 } });
        var deaf = new Outbox();
        // With 16 tokens of prompt, the step that overfills the outbox is one that fills a block.
        var work = Works.Of(Works.NewKey(), Enumerable.Range(290, 16), 4000);
        // Sent again at every step: one message before it, one after it.
        worker.Backend.Before = _ => worker.Engine.Submit(work, deaf);
        worker.Engine.Submit(work, deaf);
        await Eventually.TrueAsync(() => deaf.IsClosed, () => $"{worker.Load}");
        worker.Backend.Before = null;
        await worker.QuietAsync();
        Assert.Equal(2049, worker.Load.Step);
        Assert.Equal(5, (await worker.RunAsync(Works.Of(Works.NewKey(), s_prompt, 5))).Length);
    }

    [Fact]
    public async Task A_gateway_that_does_not_read_loses_its_sequences_and_others_go_on()
    {
        await using var worker = new TestWorker(new WorkerShape { Limits = new() { MaxContext = 512, MaxRunning = 2 } });
        var (deaf, inbox) = (new Outbox(), new Inbox());
        var kept = Works.Of(Works.NewKey(), s_prompt, 500);
        // One message a step, and more steps than an outbox has room for.
        for (var i = 0; i < 20; i++) worker.Engine.Submit(Works.Of(Works.NewKey(), s_prompt, 500), deaf);
        worker.Engine.Submit(kept, inbox.Outbox);
        await worker.QuietAsync();
        Assert.True(deaf.IsClosed);
        Assert.Equal(500, (await inbox.EndAsync(kept.Key())).Tokens.Length);
        var messages = 0;
        while (deaf.Reports.TryRead(out _)) messages++;
        Assert.Equal(4096, messages);
        await deaf.Reports.Completion.InTimeAsync("the end of the reports");
    }

    [Fact]
    public async Task A_redirection_of_what_is_not_here_is_refused_even_as_the_first_word_on_a_link()
    {
        await using var worker = new TestWorker();
        var (key, inbox) = (Works.NewKey(), new Inbox());
        worker.Engine.Redirect(key, 2, null, inbox.Outbox);
        var answer = await inbox.EndAsync(key with { Attempt = 2 });
        Assert.Equal(Refused.Types.Reason.Gone, Assert.Single(answer.Refusals).Reason);
    }
}
