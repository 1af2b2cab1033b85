using System.Numerics;

namespace Orchestrator.Policies.KvIndex;

/// <summary>
/// Sets of slots for blocks that more than four workers hold. Blocks with the same holders share one set, and the blocks of a chain mostly
/// have the same: a set is found by the exclusive or of its slots' random marks (Zobrist's hash), and confirmed by its bits.
/// </summary>
internal sealed class Crowds
{
    private readonly Dictionary<ulong, int> _byHash = [];
    private readonly List<Crowd> _crowds = [];
    private readonly Stack<int> _free = [];
    private ulong[] _words = new ulong[16];

    /// <summary>Words of each set, as many as the highest slot needs.</summary>
    public int Width { get; private set; } = 1;

    /// <summary>Different sets.</summary>
    public int Count => _crowds.Count - _free.Count;

    /// <summary>The set's bits, [<see cref="Width"/>], least significant first.</summary>
    public ReadOnlySpan<ulong> this[int crowd] => Words(crowd);

    public bool Contains(int crowd, int slot) => slot / 64 < Width && (_words[crowd * Width + slot / 64] >> (slot % 64) & 1) != 0;

    /// <summary>The set of four and a fifth, for one block.</summary>
    public int Of(ulong few, int slot)
    {
        var crowd = New();
        for (var i = 0; i < Holders.Few; i++) Flip(crowd, Holders.At(few, i));
        Flip(crowd, slot);
        var hash = _crowds[crowd].Hash;
        if (_byHash.TryGetValue(hash, out var same) && Words(same).SequenceEqual(Words(crowd)))
        {
            Free(crowd);
            Use(same, 1);
            return same;
        }
        _byHash.TryAdd(hash, crowd);
        Use(crowd, 1);
        return crowd;
    }

    /// <summary>For a block that used <paramref name="crowd"/>: the set with a slot more, which is not in it.</summary>
    public int With(int crowd, int slot) => Flipped(crowd, slot);

    /// <summary>For a block that used <paramref name="crowd"/>: its holders without one of them, a few or another set.</summary>
    public ulong Without(int crowd, int slot)
    {
        if (_crowds[crowd].Slots > Holders.Few + 1) return Holders.OfCrowd(Flipped(crowd, slot));
        var few = Holders.Nobody;
        for (var i = 0; i < Width; i++)
            for (var word = _words[crowd * Width + i]; word != 0; word &= word - 1)
                if (i * 64 + BitOperations.TrailingZeroCount(word) is var other && other != slot) few = Holders.With(few, other);
        Release(crowd);
        return few;
    }

    private Span<ulong> Words(int crowd) => _words.AsSpan(crowd * Width, Width);

    private int Flipped(int crowd, int slot)
    {
        if (slot / 64 >= Width) Widen(slot / 64 + 1);
        var hash = _crowds[crowd].Hash ^ Mark(slot);
        if (_byHash.TryGetValue(hash, out var same) && AreSameBut(same, crowd, slot))
        {
            Use(same, 1);
            Release(crowd);
            return same;
        }
        var flipped = crowd;
        // A set of one block alone changes where it is.
        if (_crowds[crowd].Users == 1) Unlist(crowd);
        else
        {
            flipped = New();
            Words(crowd).CopyTo(Words(flipped));
            _crowds[flipped] = _crowds[crowd] with { Users = 1 };
            Use(crowd, -1);
        }
        Flip(flipped, slot);
        _byHash.TryAdd(hash, flipped);
        return flipped;
    }

    private bool AreSameBut(int a, int b, int slot)
    {
        var left = Words(a);
        var right = Words(b);
        var word = slot / 64;
        return left[word] == (right[word] ^ 1UL << (slot % 64)) && left[..word].SequenceEqual(right[..word]) && left[(word + 1)..].SequenceEqual(right[(word + 1)..]);
    }

    private void Flip(int crowd, int slot)
    {
        if (slot / 64 >= Width) Widen(slot / 64 + 1);
        var word = _words[crowd * Width + slot / 64] ^= 1UL << (slot % 64);
        var was = _crowds[crowd];
        _crowds[crowd] = was with { Hash = was.Hash ^ Mark(slot), Slots = was.Slots + ((word >> (slot % 64) & 1) != 0 ? 1 : -1) };
    }

    private int New()
    {
        if (_free.TryPop(out var crowd)) return crowd;
        if ((_crowds.Count + 1) * (long)Width > _words.Length) Array.Resize(ref _words, checked(2 * Math.Max(_words.Length, Width)));
        _crowds.Add(default);
        return _crowds.Count - 1;
    }

    private void Use(int crowd, int users) => _crowds[crowd] = _crowds[crowd] with { Users = _crowds[crowd].Users + users };

    private void Release(int crowd)
    {
        Use(crowd, -1);
        if (_crowds[crowd].Users > 0) return;
        Unlist(crowd);
        Free(crowd);
    }

    // Two sets with one hash: the second is not listed.
    private void Unlist(int crowd)
    {
        if (_byHash.TryGetValue(_crowds[crowd].Hash, out var listed) && listed == crowd) _byHash.Remove(_crowds[crowd].Hash);
    }

    private void Free(int crowd)
    {
        Words(crowd).Clear();
        _crowds[crowd] = default;
        _free.Push(crowd);
    }

    private void Widen(int words)
    {
        var width = (int)BitOperations.RoundUpToPowerOf2((uint)words);
        var wider = new ulong[Math.Max(16, checked((_crowds.Count + 1) * width))];
        for (var i = 0; i < _crowds.Count; i++) Words(i).CopyTo(wider.AsSpan(i * width));
        (_words, Width) = (wider, width);
    }

    // The finaliser of SplitMix64: a random number for each slot.
    private static ulong Mark(int slot)
    {
        var mark = ((ulong)slot + 1) * 0x9E3779B97F4A7C15;
        mark = (mark ^ mark >> 30) * 0xBF58476D1CE4E5B9;
        mark = (mark ^ mark >> 27) * 0x94D049BB133111EB;
        return mark ^ mark >> 31;
    }

    /// <param name="Hash">Exclusive or of the slots' marks.</param>
    /// <param name="Slots">How many it contains.</param>
    /// <param name="Users">How many blocks use it.</param>
    private readonly record struct Crowd(ulong Hash, int Slots, int Users);
}
