using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Xunit;

namespace Orchestrator.Unit.KvIndex;

/// <summary>Overlaps are what a count block by block gives, for few holders and for many, in one tier or in two.</summary>
public sealed class OverlapTests
{
    private const int Length = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(150)]
    public void Overlaps_are_what_counting_gives(int workers)
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 60; round++)
        {
            var shard = new Shard();
            var chain = Enumerable.Range(0, Length).Select(_ => (ulong)random.NextInt64()).ToArray();
            var lives = Enumerable.Range(0, workers).Select(i => Shard.NewLife($"{i}")).ToList();
            // Some rounds with one tier alone, some where everybody holds nearly everything.
            var (tiers, gaps) = (random.Next(1, 3), random.Next(3) == 0 ? 0.001 : 0.05);
            var held = lives.ToDictionary(life => life, _ => RandomHoldings(random, chain, tiers, gaps));
            foreach (var (life, events) in held) shard.Apply(life, 1, [.. events]);
            for (var cut = Length; cut > 0; cut -= random.Next(1, 30))
                Assert.Equal(Counted(held, chain[..cut]), shard.Index.Overlap(BlockNames.Pack(chain.AsSpan(0, cut))).OrderBy(o => o.Life.Worker.Value, StringComparer.Ordinal));
        }
    }

    private static HashSet<KvEvent> RandomHoldings(Random random, ulong[] chain, int tiers, double gaps)
    {
        var upTo = random.Next(3) == 0 ? chain.Length : random.Next(chain.Length + 1);
        return [.. from name in chain[..upTo] from tier in Enumerable.Range(0, tiers) where random.NextDouble() > (tiers == 1 ? gaps : 0.3) select Shard.Stored(name, (KvTier)tier)];
    }

    private static List<KvOverlap> Counted(Dictionary<WorkerLife, HashSet<KvEvent>> held, ulong[] chain)
    {
        var overlaps = new List<KvOverlap>();
        foreach (var (life, events) in held.OrderBy(h => h.Key.Worker.Value, StringComparer.Ordinal))
        {
            var leading = chain.TakeWhile(name => events.Contains(Shard.Stored(name)) || events.Contains(Shard.Stored(name, KvTier.Host))).ToList();
            if (leading.Count > 0) overlaps.Add(new KvOverlap(life, leading.Count, leading.Count(name => !events.Contains(Shard.Stored(name)))));
        }
        return overlaps;
    }
}
