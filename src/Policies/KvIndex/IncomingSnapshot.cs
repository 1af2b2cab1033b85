using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Policies.KvIndex;

/// <summary>The parts of one snapshot, in any order and perhaps repeated, until all are there.</summary>
internal sealed class IncomingSnapshot(KvSnapshotPart first)
{
    private readonly byte[]?[] _parts = new byte[]?[first.Parts];
    private int _missing = first.Parts;

    public long Number => first.Number;

    /// <summary>Takes a part in; true once all are there. Parts of another snapshot are left out.</summary>
    public bool IsWholeWith(KvSnapshotPart part)
    {
        if (part.Number == first.Number && part.Parts == first.Parts && _parts[part.Part] is null)
        {
            _parts[part.Part] = part.Events;
            _missing--;
        }
        return _missing == 0;
    }

    /// <summary>The parts' events; all parts must be there.</summary>
    public IEnumerable<byte[]> Events => _parts.Select(p => p!);
}
