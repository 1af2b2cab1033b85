using System.Numerics;

namespace Orchestrator.Policies.KvIndex;

/// <summary>Sets of slots for blocks that more than four workers hold: one bit a slot, in one array, as wide as the highest slot needs.</summary>
internal sealed class Crowds
{
    private readonly Stack<int> _free = [];
    private ulong[] _words = new ulong[16];
    private int _used;

    /// <summary>Words of each set.</summary>
    public int Width { get; private set; } = 1;

    /// <summary>The set's words, [<see cref="Width"/>], least significant bit first.</summary>
    public ReadOnlySpan<ulong> this[int crowd] => _words.AsSpan(crowd * Width, Width);

    public bool Contains(int crowd, int slot) => slot / 64 < Width && (_words[crowd * Width + slot / 64] >> (slot % 64) & 1) != 0;

    /// <summary>A new and empty set.</summary>
    public int New()
    {
        if (_free.TryPop(out var crowd)) return crowd;
        if ((_used + 1) * (long)Width > _words.Length) Array.Resize(ref _words, checked(2 * Math.Max(_words.Length, Width)));
        return _used++;
    }

    public void Add(int crowd, int slot)
    {
        if (slot / 64 >= Width) Widen(slot / 64 + 1);
        _words[crowd * Width + slot / 64] |= 1UL << (slot % 64);
    }

    public void Remove(int crowd, int slot) => _words[crowd * Width + slot / 64] &= ~(1UL << (slot % 64));

    public int Count(int crowd)
    {
        var count = 0;
        foreach (var word in this[crowd]) count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Frees a set and returns what was in it: four slots at most.</summary>
    public ulong Disperse(int crowd)
    {
        var few = Holders.Nobody;
        for (var i = 0; i < Width; i++)
        {
            ref var word = ref _words[crowd * Width + i];
            for (; word != 0; word &= word - 1) few = Holders.With(few, i * 64 + BitOperations.TrailingZeroCount(word));
        }
        _free.Push(crowd);
        return few;
    }

    private void Widen(int words)
    {
        var width = (int)BitOperations.RoundUpToPowerOf2((uint)words);
        var wider = new ulong[Math.Max(16, checked((_used + 1) * width))];
        for (var i = 0; i < _used; i++) this[i].CopyTo(wider.AsSpan(i * width));
        (_words, Width) = (wider, width);
    }
}
