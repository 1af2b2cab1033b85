using Orchestrator.Contracts.KvCache;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.KvEvents;
using Xunit;

namespace Orchestrator.Unit.KvCache;

/// <summary>Who follows an engine's events holds what its prefix index holds, after any work: names that collide, evictions, preemptions.</summary>
public sealed class EngineJournalTests
{
    private const int Shards = 3;

    [Theory]
    [InlineData(64)]
    [InlineData(4)]
    public async Task Events_add_up_to_what_the_index_holds(int bits)
    {
        var random = RandomSeed.New();
        await using var worker = new TestWorker(new WorkerShape
        {
            Blocks = 14,
            Limits = new() { MaxContext = 160, MaxRunning = 4, TokenBudget = 60, Hasher = (parent, tokens) => BlockHash.Next(parent, tokens) >> (64 - bits) },
        });
        var reports = worker.Engine.KvReports;
        reports.Cut(Shards);
        var followed = Enumerable.Range(0, Shards).Select(_ => new HashSet<KvEvent>()).ToArray();
        var numbers = new long[Shards];
        var beginnings = Enumerable.Range(0, 3).Select(_ => Works.Prompt(random, 90, worker.Vocab)).ToList();
        var removed = 0;
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                var common = beginnings[random.Next(3)][..random.Next(1, 90)];
                var work = Works.Of(Works.NewKey(), [.. common, .. Works.Prompt(random, random.Next(1, 30), worker.Vocab)], random.Next(1, 30));
                worker.Submit(work);
                if (random.Next(4) == 0) worker.Engine.Cancel(work.Key());
                if (random.Next(3) == 0) removed += Follow(await reports.SealAsync().InTimeAsync("a seal"), followed, numbers);
            }
            await worker.QuietAsync();
            removed += Follow(await reports.SealAsync().InTimeAsync("a seal"), followed, numbers);
            Assert.Empty(await reports.SealAsync().InTimeAsync("a seal"));
            Assert.Equal(numbers, reports.Numbers);
            for (var shard = 0; shard < Shards; shard++)
            {
                var listing = (await reports.ListAsync(shard).InTimeAsync("a listing"))!;
                Assert.Equal(numbers[shard], listing.Number);
                Assert.Equal(listing.Parts.SelectMany(Unpack).OrderBy(e => e.Name), followed[shard].OrderBy(e => e.Name));
            }
            Assert.Equal(worker.Load.BlocksCached, followed.Sum(f => f.Count));
        }
        Assert.True(removed > 0, "nothing was ever evicted");
        Assert.Null(await reports.ListAsync(Shards).InTimeAsync("no listing"));
    }

    [Fact]
    public async Task Events_name_the_chain_they_belong_to()
    {
        await using var worker = new TestWorker();
        worker.Engine.KvReports.Cut(1);
        var tokens = Works.Prompt(RandomSeed.New(), 50, worker.Vocab);
        await worker.RunAsync(Works.Of(Works.NewKey(), tokens, 1));
        var chain = BlockHash.Chain(BlockHash.Root(worker.Shape.Limits.Model, "", ""), tokens);
        var batch = Assert.Single(await worker.Engine.KvReports.SealAsync());
        Assert.Equal(chain.Select((name, i) => new KvEvent(KvEventKind.Stored, KvTier.Device, chain[0], i == 0 ? 0 : chain[i - 1], name)), Unpack(batch.Events!));
    }

    private static int Follow(List<KvSealed> batches, HashSet<KvEvent>[] followed, long[] numbers)
    {
        var removed = 0;
        foreach (var (shard, number, events) in batches)
        {
            Assert.Equal(++numbers[shard], number);
            foreach (var change in Unpack(events!))
            {
                Assert.Equal(shard, KvShards.Of(change.Root, Shards));
                // Each is news: nothing is stored twice, nor removed that was not there.
                if (change.Kind == KvEventKind.Stored) Assert.True(followed[shard].Add(change));
                else
                {
                    Assert.True(followed[shard].Remove(change with { Kind = KvEventKind.Stored }));
                    removed++;
                }
            }
        }
        return removed;
    }

    private static IEnumerable<KvEvent> Unpack(byte[] events) => events.Chunk(KvEvent.Length).Select(e => KvEvent.Read(e));
}
