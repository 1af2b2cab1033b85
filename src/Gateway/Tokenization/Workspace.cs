namespace Orchestrator.Gateway.Tokenization;

/// <summary>Memory that one call of Encode works in, kept by its thread for the next call.</summary>
internal sealed class Workspace
{
    // What a very long prompt needed is not kept for the short ones after it.
    private const int MostKept = 1 << 16;

    [ThreadStatic]
    private static Workspace? t_kept;

    private readonly List<List<TextRange>> _ranges = [];

    public Symbol[] Symbols = new Symbol[256];
    public char[] Characters = new char[256];

    /// <summary>Symbols in use.</summary>
    public int Count;

    public MergeHeap Heap { get; } = new();

    public static Workspace Take()
    {
        var taken = t_kept ?? new Workspace();
        t_kept = null;
        return taken;
    }

    public void Return()
    {
        if (Math.Max(Symbols.Length, Math.Max(Characters.Length, Heap.Capacity)) > MostKept) return;
        if (_ranges.Any(list => list.Capacity > MostKept)) return;
        t_kept = this;
    }

    /// <summary>An empty list for the pieces that the splitter number <paramref name="stage"/> makes.</summary>
    public List<TextRange> Ranges(int stage)
    {
        while (_ranges.Count <= stage) _ranges.Add([]);
        _ranges[stage].Clear();
        return _ranges[stage];
    }

    public void Add(int id, int start, int length)
    {
        if (Count == Symbols.Length) Array.Resize(ref Symbols, 2 * Count);
        Symbols[Count] = new Symbol { Id = id, Start = start, Length = length, Previous = Count - 1, Next = Count + 1, Rank = Symbol.None };
        Count++;
    }

    /// <summary>Room for that many characters.</summary>
    public char[] Room(int length)
    {
        if (Characters.Length < length) Characters = new char[Math.Max(length, 2 * Characters.Length)];
        return Characters;
    }
}
