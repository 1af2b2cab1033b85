using System.Runtime.InteropServices;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Policies.Routing;

/// <summary>
/// Where prompts went a moment ago. Their blocks are still being computed, so the index of KV blocks does not know them; a prompt that begins
/// like one of them is believed to find its blocks there. Of a prompt its last block and the landmarks on the grid are kept: a prompt that
/// goes on from one by no more than a turn finds all of it, others at least four fifths of what they have in common. Times are measured
/// from any fixed origin.
/// </summary>
/// <param name="life">How long an entry is believed; by then the worker has said what it holds.</param>
/// <param name="limit">Entries at most; beyond it the oldest are forgotten.</param>
public sealed class Siblings(TimeSpan life, int limit)
{
    private readonly Dictionary<ulong, Entry> _entries = [];
    private readonly Queue<(ulong Name, TimeSpan At)> _order = new();

    /// <summary>Landmarks that are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>Remembers that a prompt went to a worker.</summary>
    /// <param name="landmarks">As <see cref="Landmarks.Of"/> makes them.</param>
    /// <param name="blocks">Blocks of the prompt.</param>
    /// <param name="worker">Whoever will have its blocks.</param>
    /// <param name="now">Not before the last call's.</param>
    public void Add(ReadOnlySpan<byte> landmarks, int blocks, WorkerLife worker, TimeSpan now)
    {
        Forget(now);
        for (int i = 0, landmark = Landmarks.After(0, blocks); landmark <= blocks; i++, landmark = Landmarks.After(landmark, blocks))
        {
            if (landmark < blocks && !Landmarks.IsOnGrid(landmark)) continue;
            var name = BlockNames.At(landmarks, i);
            // The newest two: a prefix that everybody shares is on all workers soon, and the index says so.
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, name, out var isKnown);
            entry = isKnown && entry.Newest != worker ? new Entry(worker, now, entry.Newest, entry.At, landmark) : new Entry(worker, now, entry.Other, entry.OtherAt, landmark);
            _order.Enqueue((name, now));
        }
    }

    /// <summary>The workers to which prompts with the same beginning went, each with the blocks that are surely common.</summary>
    /// <param name="landmarks">Of the prompt.</param>
    /// <param name="now">Not before the last call's.</param>
    /// <param name="found">[2]; filled from the start.</param>
    /// <returns>How many were found.</returns>
    public int Find(ReadOnlySpan<byte> landmarks, TimeSpan now, Span<KvOverlap> found)
    {
        Forget(now);
        if (_entries.Count == 0) return 0;
        var count = 0;
        // From the end: the first that is known of a worker is the longest beginning that it shares.
        for (var i = BlockNames.Count(landmarks) - 1; i >= 0 && count < found.Length; i--)
        {
            if (!_entries.TryGetValue(BlockNames.At(landmarks, i), out var entry)) continue;
            if (!Has(found[..count], entry.Newest)) found[count++] = new KvOverlap(entry.Newest, entry.Blocks, 0);
            if (count < found.Length && entry.Other is { } other && now - entry.OtherAt <= life && !Has(found[..count], other)) found[count++] = new KvOverlap(other, entry.Blocks, 0);
        }
        return count;
    }

    private static bool Has(ReadOnlySpan<KvOverlap> found, WorkerLife worker)
    {
        foreach (ref readonly var overlap in found) if (overlap.Life == worker) return true;
        return false;
    }

    private void Forget(TimeSpan now)
    {
        while (_order.TryPeek(out var oldest) && (now - oldest.At > life || _order.Count > limit))
        {
            _order.Dequeue();
            // Entries that were renewed since have a place further back.
            if (_entries.TryGetValue(oldest.Name, out var entry) && entry.At <= oldest.At) _entries.Remove(oldest.Name);
        }
    }

    private readonly record struct Entry(WorkerLife Newest, TimeSpan At, WorkerLife? Other, TimeSpan OtherAt, int Blocks);
}
