using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>Random orders in random series: whatever comes, every block is free when all is over.</summary>
public sealed class DisorderTests
{
    [Fact]
    public async Task After_any_series_of_orders_every_block_is_free_again()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 8; round++) await RoundAsync(random);
    }

    private static async Task RoundAsync(Random random)
    {
        await using var worker = new TestWorker(new WorkerShape
        {
            Blocks = random.Next(8, 40),
            Limits = new() { MaxContext = 128, MaxRunning = random.Next(1, 9), MaxWaiting = random.Next(1, 9), TokenBudget = random.Next(1, 64) },
        });
        // Nobody listens there: a transfer to it fails, and is redirected or not.
        var nowhere = new DecodeTarget("nobody", Guid.NewGuid(), "127.0.0.1:1");
        var inboxes = Enumerable.Range(0, 3).Select(_ => new Inbox()).ToList();
        var sent = new List<(Work Work, Inbox Inbox)>();
        for (var i = 0; i < 120; i++)
        {
            var (work, inbox) = sent.Count > 0 && random.Next(3) > 0 ? sent[random.Next(sent.Count)] : New();
            switch (random.Next(12))
            {
                case < 5: worker.Engine.Submit(work, inbox.Outbox); break;
                case 5: worker.Engine.Submit(work.As(work.Key() with { Attempt = random.Next(1, 5) }), inbox.Outbox); break;
                case 6: worker.Engine.Cancel(work.Key()); break;
                case 7: worker.Engine.Redirect(work.Key(), random.Next(1, 6), random.Next(2) == 0 ? null : nowhere, inbox.Outbox); break;
                case 8: worker.Engine.Expect(new Expect { Work = work }, inbox.Outbox); break;
                case 9 or 10: await worker.SettledAsync(); break;
                case 11 when random.Next(8) == 0:
                    worker.Engine.Drop(inbox.Outbox);
                    inboxes[inboxes.IndexOf(inbox)] = new Inbox();
                    sent.RemoveAll(s => s.Inbox == inbox);
                    break;
            }
        }
        foreach (var inbox in inboxes.Concat(sent.Select(s => s.Inbox)).Distinct()) worker.Engine.Drop(inbox.Outbox);
        await worker.QuietAsync();
        // And it still works.
        var last = Works.Of(Works.NewKey(), [1, 290, 300], 20);
        Assert.Equal(await TestWorker.AloneAsync(last), await worker.RunAsync(last));

        (Work, Inbox) New()
        {
            var work = Works.Of(Works.NewKey(choice: random.Next(2)), Works.Prompt(random, random.Next(1, 80), worker.Vocab), random.Next(1, 60), Works.Random(random, worker.Vocab));
            if (random.Next(3) == 0) work = work.To(nowhere);
            if (random.Next(6) == 0) work.DeadlineMs = (uint)random.Next(20);
            sent.Add((work, inboxes[random.Next(inboxes.Count)]));
            return sent[^1];
        }
    }
}
