using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>Random orders to workers that send KV to each other over connections that break: whatever comes, every block is free when all is over.</summary>
public sealed class TransferDisorderTests
{
    [Fact]
    public async Task After_any_series_of_orders_and_breaks_every_block_is_free_again()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 5; round++) await RoundAsync(random);
    }

    private static async Task RoundAsync(Random random)
    {
        var workers = Enumerable.Range(0, 3).Select(_ => new TestWorker(new WorkerShape
        {
            Blocks = random.Next(10, 60),
            Limits = new() { MaxContext = 160, MaxRunning = random.Next(1, 9), MaxWaiting = 20, TokenBudget = random.Next(8, 64), ImportPatience = TimeSpan.FromSeconds(1) },
        })).ToList();
        var breaks = 0;
        var proxies = workers.ConvertAll(w => new FrameProxy(w.KvEndpoint)
        {
            Judge = (frame, bytes) =>
            {
                // One of the threads of one of the proxies; the exact place does not matter.
                if (Interlocked.Increment(ref breaks) % 97 == 0) return FrameFate.Cut;
                if (breaks % 41 == 0 && frame.Kind == KvFrameKind.Block) bytes[^1] ^= 1;
                return FrameFate.Pass;
            },
        });
        var sent = new List<(Contracts.Protocol.Work Work, int From, int To)>();
        for (var i = 0; i < 100; i++)
        {
            var (work, from, to) = sent.Count > 0 && random.Next(3) > 0 ? sent[random.Next(sent.Count)] : New();
            switch (random.Next(10))
            {
                case < 4: workers[from].Split(workers[to], work, proxies[to].Endpoint); break;
                case 4: workers[to].Expect(work); break;
                case 5: workers[random.Next(2) == 0 ? from : to].Engine.Cancel(work.Key()); break;
                case 6 or 7:
                    var third = Enumerable.Range(0, 3).First(w => w != from && w != to);
                    sent.Add((workers[from].Redirect(work, random.Next(3) == 0 ? null : workers[third], proxies[third].Endpoint), from, third));
                    break;
                case 8: await workers[from].SettledAsync(); break;
                case 9: await workers[to].SettledAsync(); break;
            }
        }
        foreach (var worker in workers) worker.Engine.Drop(worker.Inbox.Outbox);
        await Eventually.TrueAsync(() => workers.TrueForAll(w => w.Load is { Running: 0, Waiting: 0 } && w.Load.BlocksReferenced == 0), () => string.Join('\n', workers.Select(w => w.Load)));

        // And they still work together.
        var last = Splits.NewWork(prompt: 40, answer: 10);
        await using var decode = new TestWorker();
        foreach (var worker in workers)
        {
            var fresh = new Inbox();
            var mine = last.As(Works.NewKey());
            decode.Expect(mine);
            worker.Engine.Submit(mine.To(decode.Target()), fresh.Outbox);
            var first = await fresh.UntilAsync(mine.Key(), a => a.HandedOff > 0);
            int[] whole = [.. first.Tokens, .. (await decode.Inbox.EndAsync(mine.Key())).Tokens];
            Assert.Equal(await TestWorker.AloneAsync(last), whole);
        }
        foreach (var worker in workers) await worker.DisposeAsync();
        foreach (var proxy in proxies) await proxy.DisposeAsync();

        (Contracts.Protocol.Work, int, int) New()
        {
            var from = random.Next(3);
            sent.Add((Splits.NewWork(random.Next(1, 90), random.Next(1, 40), random.Next()), from, (from + random.Next(1, 3)) % 3));
            return sent[^1];
        }
    }
}
