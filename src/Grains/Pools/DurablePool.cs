using System.Collections.Immutable;
using System.Diagnostics;
using Orchestrator.Contracts.Pools;
using Orchestrator.Grains.Metering;
using Orchestrator.Grains.Storage;
using Orchestrator.Policies.Membership;
using Orleans.Storage;

namespace Orchestrator.Grains.Pools;

/// <summary>A pool's durable state: what was acknowledged, and the way to change it. Its writes must not overlap.</summary>
internal sealed class DurablePool(IPersistentState<StoredPool> state, OpenedStore store, ScalingMode mode)
{
    private const int MaxAudit = 1000;

    private readonly Guid _writer = Guid.NewGuid();
    private readonly (Guid Writer, long Writes) _found = (state.State.Writer, state.State.Writes);
    private long _writes;

    // Whether the last write happened although it failed is not known.
    private bool _isUncertain;

    /// <summary>What holds.</summary>
    public StoredPool Stored { get; private set; } = state.State.After(store.Damages).Beginning(mode);

    /// <summary>Why the last write failed; null once one has succeeded.</summary>
    public string? LastError { get; private set; }

    /// <summary>Somebody else writes the same state: this activation is not the only one, and has to end.</summary>
    public bool IsOvertaken { get; private set; }

    public bool IsUnsaved(MembershipState members) => !ReferenceEquals(Stored, state.State) || !Stored.Workers.SequenceEqual(members.Placements);

    public StoreHealth Health(MembershipState members) => new(store.Kind, store.Place, store.Reports, LastError, IsUnsaved(members));

    /// <summary>The state with one more line in its audit trail.</summary>
    public StoredPool Audited(DateTimeOffset at, OrderSource source, string action, WorkerId? worker, string detail, long before, long after)
    {
        var entry = new AuditEntry(Stored.Changes + 1, at, source.By, action, worker?.Value, detail, before, after);
        var kept = Stored.Audit.Length < MaxAudit ? Stored.Audit : Stored.Audit.RemoveRange(0, Stored.Audit.Length - MaxAudit + 1);
        return Stored with { Audit = kept.Add(entry), Changes = entry.Number };
    }

    /// <summary>Stores the state. Null once it is kept; otherwise why it is not, and nothing has changed.</summary>
    public async Task<string?> TryStoreAsync(StoredPool next)
    {
        var before = state.State;
        var began = Stopwatch.GetTimestamp();
        try
        {
            if (_isUncertain) await ReadTagAsync();
            _isUncertain = false;
            state.State = next = next with { Writer = _writer, Writes = ++_writes };
            await state.WriteStateAsync();
            PoolMeter.Wrote(store.Kind, Stopwatch.GetElapsedTime(began), isStored: true);
            (Stored, LastError) = (next, null);
            return null;
        }
        catch (Exception e)
        {
            PoolMeter.Wrote(store.Kind, Stopwatch.GetElapsedTime(began), isStored: false);
            state.State = before;
            _isUncertain = true;
            IsOvertaken |= e is InconsistentStateException;
            return LastError = $"the store ({store.Kind}) does not take it: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}";
        }
    }

    // What is there must be what this activation has found or written: over another's word it may not write.
    private async Task ReadTagAsync()
    {
        await state.ReadStateAsync();
        var there = state.State;
        if (there.Writer != _writer && (there.Writer, there.Writes) != _found) throw new InconsistentStateException("another activation has written");
    }

    /// <summary>The last changes, the newest first.</summary>
    public ImmutableArray<AuditEntry> Audit(int limit) => [.. Stored.Audit.Reverse().Take(limit)];
}
