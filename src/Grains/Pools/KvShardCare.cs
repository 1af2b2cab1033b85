using System.Collections.Immutable;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Membership;

namespace Orchestrator.Grains.Pools;

/// <summary>What the pool and one shard of its KV index have to tell each other: how far the workers are, and of whom the shard needs a snapshot.</summary>
internal sealed class KvShardCare(int shard)
{
    /// <summary>How often a shard hears of changes at most.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    // A shard asks for nothing at once, so it hears the same again for a while after a change; and now and then in any case, because it may have been activated anew.
    private static readonly TimeSpan s_afterChange = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan s_anyway = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<WorkerLife> _needed = [];
    private ImmutableArray<KvProgress> _said = [];
    private TimeSpan _changed;
    private TimeSpan _lastSaid;

    /// <summary>What the shard should hear now; null for nothing.</summary>
    public ImmutableArray<KvProgress>? Next(MembershipState state, TimeSpan now)
    {
        if (state.Members.IsEmpty && _said.IsEmpty) return null;
        ImmutableArray<KvProgress> progress = [.. state.Members.Values.Where(m => !m.Lost).Select(ToProgress)];
        if (!progress.AsSpan().SequenceEqual(_said.AsSpan())) (_said, _changed) = (progress, now);
        else if (now - _changed > s_afterChange && now - _lastSaid < s_anyway) return null;
        _lastSaid = now;
        if (_needed.Count > 0) _needed.IntersectWith(progress.Select(p => p.Life));
        return progress;
    }

    /// <summary>The shard's answer: it says once of whom it needs a snapshot.</summary>
    public void Need(ImmutableArray<WorkerLife> lives) => _needed.UnionWith(lives);

    /// <summary>Whether the order for this life's snapshot is to go out now; it goes out once.</summary>
    public bool TakeOrder(WorkerLife life) => _needed.Remove(life);

    private KvProgress ToProgress(Member member) =>
        new(member.Status.Life, member.Status.KvNumbers.AsSpan() is var numbers && shard < numbers.Length ? numbers[shard] : 0);
}
