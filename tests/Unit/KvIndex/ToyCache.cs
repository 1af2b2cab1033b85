using System.Collections.Immutable;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Workers.KvEvents;

namespace Orchestrator.Unit.KvIndex;

/// <summary>A worker's cache without its engine: it changes at random, and the real journal writes it down.</summary>
internal sealed class ToyCache(string name, Random random, BlockTree tree)
{
    private const int PartBlocks = 4;

    // Few, so that it overflows at times.
    private KvJournal _journal = NewJournal();

    public WorkerLife Life { get; private set; } = Shard.NewLife(name);

    public HashSet<KvEvent> Held { get; } = [];

    public long Number => _journal.Numbers[0];

    /// <summary>A new process, which holds nothing.</summary>
    public void Restart()
    {
        Life = Shard.NewLife(name);
        Held.Clear();
        _journal = NewJournal();
    }

    /// <summary>Stores a few blocks, or lets a few go, or seldom all.</summary>
    public void Change()
    {
        if (random.Next(25) == 0)
        {
            Held.Clear();
            _journal.WriteCleared();
        }
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var block = tree.Any(random) with { Tier = (KvTier)(random.Next(4) / 3) };
            if (random.Next(2) == 0)
            {
                if (Held.Add(block)) _journal.Write(block);
            }
            else if (Held.Remove(block)) _journal.Write(block with { Kind = KvEventKind.Removed });
        }
    }

    public IEnumerable<KvEventBatch> Publish() => _journal.Seal().Where(s => s.Events is not null).Select(s => new KvEventBatch(Life, s.Number, s.Events!));

    /// <summary>All parts of a snapshot of this moment.</summary>
    public ImmutableArray<KvSnapshotPart> Snapshot()
    {
        var number = _journal.Skip(0);
        var parts = Held.Chunk(PartBlocks).Select(Shard.Pack).ToList();
        if (parts.Count == 0) parts.Add([]);
        return [.. parts.Select((events, i) => new KvSnapshotPart(Life, number, i, parts.Count, events))];
    }

    private static KvJournal NewJournal()
    {
        var journal = new KvJournal(limit: 20);
        journal.Cut(1);
        return journal;
    }
}
