using System.Numerics;
using Orchestrator.Contracts.KvCache;

namespace Orchestrator.Policies.KvIndex;

/// <summary>Walks along a chain with all who hold every block so far: as a set of bits while they are many, one by one once they are few.</summary>
internal sealed class OverlapWalk(HolderTable device, HolderTable host)
{
    // A few of each tier.
    private readonly int[] _few = new int[2 * Holders.Few];
    private readonly List<(int Slot, int Blocks, int HostBlocks)> _found = [];
    private ulong[] _everybody = [];
    private ulong[] _union = [];

    // By slot; all zero between two walks.
    private int[] _hostBlocks = [];
    private int _count;

    /// <summary>For each slot that holds the first block: how many leading blocks it holds in any tier, and how many of these in the host's memory alone. Good until the next walk.</summary>
    /// <param name="names">The chain, as <see cref="BlockNames"/> packs it.</param>
    /// <param name="slots">All slots are below this.</param>
    public List<(int Slot, int Blocks, int HostBlocks)> Walk(ReadOnlySpan<byte> names, int slots)
    {
        _found.Clear();
        _count = 0;
        if (_hostBlocks.Length < slots) Array.Resize(ref _hostBlocks, 2 * slots);
        var length = BlockNames.Count(names);
        if (length == 0) return _found;
        var (inDevice, inHost) = Find(names, 0);
        var next = 0;
        if (Holders.IsCrowd(inDevice) || Holders.IsCrowd(inHost)) next = WalkMany(names, inDevice, inHost, (slots + 63) / 64);
        else
        {
            AddFew(inDevice);
            AddFew(inHost);
        }
        if (_count > 0) WalkFew(names, next);
        return _found;
    }

    // Returns where the few are left to go on from.
    private int WalkMany(ReadOnlySpan<byte> names, ulong inDevice, ulong inHost, int words)
    {
        if (_everybody.Length < words) (_everybody, _union) = (new ulong[2 * words], new ulong[2 * words]);
        var everybody = _everybody.AsSpan(0, words);
        everybody.Clear();
        AddTo(everybody, device, inDevice);
        AddTo(everybody, host, inHost);
        var length = BlockNames.Count(names);
        for (var i = 1; ; i++)
        {
            if (inHost != Holders.Nobody) CountHostOnly(everybody, inDevice, inHost);
            if (i == length)
            {
                Leave(everybody, [], length);
                return length;
            }
            var before = inHost == Holders.Nobody ? inDevice : 0;
            (inDevice, inHost) = Find(names, i);
            // The very same holders as one block earlier: nobody can leave.
            if (inDevice == before && inHost == Holders.Nobody) continue;
            var union = _union.AsSpan(0, words);
            union.Clear();
            AddTo(union, device, inDevice);
            AddTo(union, host, inHost);
            if (!everybody.SequenceEqual(union) && Leave(everybody, union, i) == 0) return length;
            if (Holders.IsCrowd(inDevice) || Holders.IsCrowd(inHost)) continue;
            for (var w = 0; w < words; w++)
                for (var word = everybody[w]; word != 0; word &= word - 1) _few[_count++] = w * 64 + BitOperations.TrailingZeroCount(word);
            return i;
        }
    }

    private void WalkFew(ReadOnlySpan<byte> names, int next)
    {
        var length = BlockNames.Count(names);
        ulong before = 0;
        for (; next < length; next++)
        {
            var (inDevice, inHost) = Find(names, next);
            if (inDevice == before && inHost == Holders.Nobody) continue;
            for (var f = _count - 1; f >= 0; f--)
            {
                if (device.Contains(inDevice, _few[f])) continue;
                if (host.Contains(inHost, _few[f])) _hostBlocks[_few[f]]++;
                else
                {
                    Found(_few[f], next);
                    _few[f] = _few[--_count];
                }
            }
            if (_count == 0) return;
            before = inHost == Holders.Nobody ? inDevice : 0;
        }
        while (_count > 0) Found(_few[--_count], length);
    }

    private (ulong InDevice, ulong InHost) Find(ReadOnlySpan<byte> names, int index)
    {
        var name = BlockNames.At(names, index);
        return (device.Find(name), host.Blocks == 0 ? Holders.Nobody : host.Find(name));
    }

    private void AddFew(ulong few)
    {
        for (var i = 0; i < Holders.Count(few); i++)
            if (!_few.AsSpan(0, _count).Contains(Holders.At(few, i))) _few[_count++] = Holders.At(few, i);
    }

    private static void AddTo(Span<ulong> set, HolderTable table, ulong holders)
    {
        if (Holders.IsCrowd(holders))
        {
            var crowd = table.Crowds[Holders.Crowd(holders)];
            // A set may be wider than there are slots: what is behind them is empty.
            for (var w = 0; w < Math.Min(crowd.Length, set.Length); w++) set[w] |= crowd[w];
            return;
        }
        for (var i = 0; i < Holders.Count(holders); i++) set[Holders.At(holders, i) / 64] |= 1UL << (Holders.At(holders, i) % 64);
    }

    private void CountHostOnly(ReadOnlySpan<ulong> everybody, ulong inDevice, ulong inHost)
    {
        for (var w = 0; w < everybody.Length; w++)
            for (var word = everybody[w]; word != 0; word &= word - 1)
                if (w * 64 + BitOperations.TrailingZeroCount(word) is var slot && host.Contains(inHost, slot) && !device.Contains(inDevice, slot)) _hostBlocks[slot]++;
    }

    // Everybody but these leaves after so many blocks; how many words are not empty then.
    private int Leave(Span<ulong> everybody, ReadOnlySpan<ulong> but, int blocks)
    {
        var left = 0;
        for (var w = 0; w < everybody.Length; w++)
        {
            var stay = but.IsEmpty ? 0 : but[w];
            for (var word = everybody[w] & ~stay; word != 0; word &= word - 1) Found(w * 64 + BitOperations.TrailingZeroCount(word), blocks);
            everybody[w] &= stay;
            if (everybody[w] != 0) left++;
        }
        return left;
    }

    private void Found(int slot, int blocks)
    {
        _found.Add((slot, blocks, _hostBlocks[slot]));
        _hostBlocks[slot] = 0;
    }
}
