namespace Orchestrator.Gateway.Tokenization;

/// <summary>
/// Turns a piece of text into tokens by merging neighbours: the pair of the lowest rank anywhere first, of equals the leftmost, until none
/// merges. SentencePiece's BPE and GPT-2's differ in what symbols they start from and which pairs merge; both run here, in O(n log n), with
/// the heap of candidates and skipped stale entries known from llama.cpp.
/// </summary>
internal abstract class TokenModel(Vocabulary vocabulary, bool ignoreMerges)
{
    // By id: does merging the token's own spelling give the token? 0 is not yet known. Writers racing write the same value.
    private readonly byte[] _whole = new byte[vocabulary.Size];
    private const byte Yes = 1, No = 2;

    protected Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>Appends the tokens of <paramref name="piece"/> to <paramref name="ids"/>.</summary>
    public void Encode(ReadOnlySpan<char> piece, List<int> ids, Workspace space)
    {
        if (piece.IsEmpty) return;
        var isToken = Vocabulary.TryGetId(piece, out var id);
        if (isToken && (ignoreMerges || _whole[id] == Yes))
        {
            ids.Add(id);
            return;
        }
        space.Count = 0;
        Seed(piece, space);
        if (space.Count == 0) return;
        space.Symbols[space.Count - 1].Next = Symbol.None;
        Merge(piece, space);
        if (isToken && _whole[id] == 0) _whole[id] = space.Symbols[0].Next == Symbol.None && space.Symbols[0].Id == id ? Yes : No;
        Emit(piece, space.Symbols, ids);
    }

    /// <summary>Adds the symbols that merging starts from.</summary>
    protected abstract void Seed(ReadOnlySpan<char> piece, Workspace space);

    protected abstract bool TryMerge(ReadOnlySpan<char> piece, in Symbol left, in Symbol right, out int rank, out int merged);

    /// <summary>Appends the tokens of the list of symbols that begins at index 0.</summary>
    protected abstract void Emit(ReadOnlySpan<char> piece, ReadOnlySpan<Symbol> symbols, List<int> ids);

    private void Merge(ReadOnlySpan<char> piece, Workspace space)
    {
        var symbols = space.Symbols;
        var heap = space.Heap;
        heap.Clear();
        for (var i = 0; i < space.Count; i++) Rate(piece, symbols, i, heap);
        while (heap.TryPop(out var rank, out var left))
        {
            // Stale if one of the two was merged meanwhile. If they still have this rank it does not matter which entry said so.
            if (symbols[left].Rank != rank) continue;
            ref var symbol = ref symbols[left];
            ref var swallowed = ref symbols[symbol.Next];
            symbol.Id = symbol.Merged;
            symbol.Length += swallowed.Length;
            symbol.Next = swallowed.Next;
            swallowed.Rank = Symbol.None;
            if (symbol.Next != Symbol.None) symbols[symbol.Next].Previous = left;
            Rate(piece, symbols, left, heap);
            if (symbol.Previous != Symbol.None) Rate(piece, symbols, symbol.Previous, heap);
        }
    }

    private void Rate(ReadOnlySpan<char> piece, Symbol[] symbols, int left, MergeHeap heap)
    {
        ref var symbol = ref symbols[left];
        symbol.Rank = Symbol.None;
        if (symbol.Next == Symbol.None || !TryMerge(piece, symbol, symbols[symbol.Next], out var rank, out var merged)) return;
        symbol.Rank = rank;
        symbol.Merged = merged;
        heap.Push(rank, left);
    }
}
