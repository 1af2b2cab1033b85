using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Workers.KvEvents;

/// <summary>Packed events of one shard that are not yet sealed.</summary>
internal sealed class KvPage(int limit)
{
    private byte[] _bytes = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Write(KvEvent change)
    {
        _count++;
        if (_count > limit)
        {
            _bytes = [];
            return;
        }
        if (_count * KvEvent.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(64 * KvEvent.Length, 2 * _bytes.Length));
        change.Write(_bytes.AsSpan((_count - 1) * KvEvent.Length));
    }

    /// <summary>Empties the page; null when there was more than it keeps.</summary>
    public byte[]? Take()
    {
        var events = _count > limit ? null : _bytes.AsSpan(0, _count * KvEvent.Length).ToArray();
        // What a burst needed is not kept for ever.
        if (_bytes.Length > 4096 * KvEvent.Length) _bytes = [];
        _count = 0;
        return events;
    }
}
