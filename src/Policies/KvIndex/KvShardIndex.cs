using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.KvIndex;

/// <summary>
/// Which workers hold which blocks of one shard, built from their numbered batches of events. What is missing shows as a gap in the numbers,
/// or as a number in a renewal that never came, and is made good by a snapshot. Times are measured from any fixed origin.
/// </summary>
/// <param name="options">Patience and limits.</param>
/// <param name="scatter">A random number; it places names in the tables.</param>
public sealed class KvShardIndex(KvIndexOptions options, ulong scatter)
{
    /// <summary>A snapshot has no more parts than this.</summary>
    public const int MaxParts = 1 << 16;

    private readonly HolderTable _device = new(scatter | 1);
    private readonly HolderTable _host = new(scatter | 1);
    private readonly Dictionary<WorkerId, KnownLife> _lives = [];
    private readonly Dictionary<WorkerLife, TimeSpan> _replaced = [];
    // The lowest free slot is taken first, so that sets of slots stay narrow.
    private readonly PriorityQueue<int, int> _freeSlots = new();
    private readonly List<KnownLife?> _bySlot = [];
    private OverlapWalk? _walk;
    private long _reconciled;

    /// <summary>How much is known.</summary>
    public KvIndexSize Size => new(_device.Blocks + _host.Names().Count(name => _device.Find(name) == Holders.Nobody), _device.Holdings + _host.Holdings, _lives.Count);

    /// <summary>Batches that workers have told of and that are not applied, over all workers.</summary>
    public long Lag => _lives.Values.Sum(life => Math.Max(0, life.Reported - life.Applied));

    /// <summary>Takes a batch: the next one is applied, older ones are dropped, and later ones wait a moment for what is missing.</summary>
    public void Apply(KvEventBatch batch, TimeSpan now)
    {
        if (Meet(batch.Life, now) is not { } life || batch.Number <= life.Applied) return;
        if (batch.Number > life.Applied + 1)
        {
            life.Keep(batch, options.MaxLater);
            life.Look(now);
            return;
        }
        Change(life, batch.Events);
        life.Applied = batch.Number;
        CatchUp(life, now);
    }

    /// <summary>Takes one part of a snapshot. With the last one all that was known of the life is replaced.</summary>
    public void Take(KvSnapshotPart part, TimeSpan now)
    {
        if (part.Parts is < 1 or > MaxParts || part.Part < 0 || part.Part >= part.Parts) throw new ArgumentException($"part {part.Part} of {part.Parts} is no part of a snapshot", nameof(part));
        // What is applied without a gap is right already.
        if (Meet(part.Life, now) is not { } life || part.Number <= life.Applied) return;
        if (life.Incoming is null || life.Incoming.Number < part.Number) life.Incoming = new IncomingSnapshot(part);
        life.Asked = now;
        if (!life.Incoming.IsWholeWith(part)) return;
        Clear(life);
        foreach (var events in life.Incoming.Events) Change(life, events);
        life.Applied = life.Incoming.Number;
        life.Asked = null;
        CatchUp(life, now);
    }

    /// <summary>Compares what is known with what the pool's workers have said, forgets who is gone, and returns those of whom a snapshot is needed.</summary>
    /// <param name="workers">All lives of the pool that serve, with the newest batch that each has numbered.</param>
    /// <param name="now">The time.</param>
    public ImmutableArray<WorkerLife> Reconcile(ImmutableArray<KvProgress> workers, TimeSpan now)
    {
        var needed = ImmutableArray.CreateBuilder<WorkerLife>();
        _reconciled++;
        var places = options.MaxOrders - _lives.Values.Count(life => IsAsked(life, now));
        foreach (var (name, number) in workers)
        {
            // The pool knows which life is the newest; events alone may be stragglers.
            _replaced.Remove(name);
            if (Meet(name, now) is not { } life) continue;
            life.NamedIn = _reconciled;
            life.Reported = Math.Max(life.Reported, number);
            life.Look(now);
            if (life.BehindSince is not { } since || now - since < options.Grace || IsAsked(life, now) || places <= 0) continue;
            life.Asked = now;
            places--;
            needed.Add(name);
        }
        foreach (var life in _lives.Values.ToList())
        {
            // The pool's own silence counts for nobody's absence: only a list without the name does.
            life.MissingSince = life.NamedIn == _reconciled ? null : life.MissingSince ?? now;
            if (now - life.MissingSince > options.Forget) Forget(life);
        }
        foreach (var (old, since) in _replaced)
            if (now - since > options.Straggle) _replaced.Remove(old);
        return needed.ToImmutable();
    }

    /// <summary>Of a chain, how many leading blocks each worker holds; those that hold none are left out, and beyond a limit those that hold least.</summary>
    /// <param name="names">The chain, as <see cref="BlockNames"/> packs it.</param>
    public ImmutableArray<KvOverlap> Overlap(ReadOnlySpan<byte> names)
    {
        var found = (_walk ??= new OverlapWalk(_device, _host)).Walk(names, _bySlot.Count);
        var overlaps = new KvOverlap[found.Count];
        for (var i = 0; i < overlaps.Length; i++) overlaps[i] = new KvOverlap(_bySlot[found[i].Slot]!.Life, found[i].Blocks, found[i].HostBlocks);
        if (overlaps.Length <= options.MaxOverlaps) return ImmutableCollectionsMarshal.AsImmutableArray(overlaps);
        // In a large pool everybody holds a common beginning: the best say all that a plan needs.
        Array.Sort(overlaps, static (a, b) => b.Blocks.CompareTo(a.Blocks));
        return [.. overlaps.AsSpan(0, options.MaxOverlaps)];
    }

    private bool IsAsked(KnownLife life, TimeSpan now) => life.Asked is { } asked && now - asked < options.Patience;

    // The life as it is known from now on; null for a straggler of one that was replaced, and when there are too many.
    private KnownLife? Meet(WorkerLife name, TimeSpan now)
    {
        var known = _lives.GetValueOrDefault(name.Worker);
        if (known?.Life == name) return known;
        if (_replaced.ContainsKey(name)) return null;
        if (known is not null)
        {
            _replaced[known.Life] = now;
            Forget(known);
        }
        if (!_freeSlots.TryDequeue(out var slot, out _))
        {
            if (_bySlot.Count == Holders.MaxSlots) return null;
            slot = _bySlot.Count;
            _bySlot.Add(null);
        }
        return _bySlot[slot] = _lives[name.Worker] = new KnownLife(name, slot);
    }

    private void Forget(KnownLife life)
    {
        Clear(life);
        _lives.Remove(life.Life.Worker);
        _bySlot[life.Slot] = null;
        _freeSlots.Enqueue(life.Slot, life.Slot);
    }

    private void CatchUp(KnownLife life, TimeSpan now)
    {
        while (life.Later.Count > 0 && life.Later.First() is var (number, batch) && number <= life.Applied + 1)
        {
            life.Later.Remove(number);
            if (number <= life.Applied) continue;
            Change(life, batch.Events);
            life.Applied = number;
        }
        if (life.Incoming?.Number <= life.Applied) life.Incoming = null;
        life.Progress(now);
    }

    private void Change(KnownLife life, byte[] events)
    {
        for (var at = 0; at + KvEvent.Length <= events.Length; at += KvEvent.Length)
        {
            var change = KvEvent.Read(events.AsSpan(at, KvEvent.Length));
            var table = change.Tier == KvTier.Device ? _device : _host;
            switch (change.Kind)
            {
                case KvEventKind.Stored:
                    table.Add(change.Name, life.Slot);
                    break;
                case KvEventKind.Removed:
                    table.Remove(change.Name, life.Slot);
                    break;
                case KvEventKind.Cleared:
                    Clear(life);
                    break;
            }
        }
    }

    private void Clear(KnownLife life)
    {
        _device.Drop(life.Slot);
        _host.Drop(life.Slot);
    }
}
