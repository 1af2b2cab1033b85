using System.Text;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>
/// SentencePiece's BPE, as llama.cpp runs it: any two neighbours whose text together is a token may merge, the token of the highest score
/// first. A character that ends up in no token is spelled in byte tokens; without those, a run of such characters is one unknown token.
/// </summary>
internal sealed class SentencePieceModel : TokenModel
{
    private readonly int[] _ranks;
    private readonly int?[] _bytes;
    private readonly int? _unknown;

    /// <param name="vocabulary">Spells a space U+2581.</param>
    /// <param name="scores">By id.</param>
    /// <param name="bytes">The byte tokens, by byte.</param>
    /// <param name="unknown">The unknown token.</param>
    public SentencePieceModel(Vocabulary vocabulary, float[] scores, int?[] bytes, int? unknown) : base(vocabulary, ignoreMerges: false)
    {
        _ranks = Ranks(scores);
        _bytes = bytes;
        _unknown = unknown;
    }

    protected override void Seed(ReadOnlySpan<char> piece, Workspace space)
    {
        for (var at = 0; at < piece.Length;)
        {
            var length = char.IsHighSurrogate(piece[at]) ? 2 : 1;
            space.Add(Vocabulary.TryGetId(piece.Slice(at, length), out var id) ? id : Symbol.None, at, length);
            at += length;
        }
    }

    protected override bool TryMerge(ReadOnlySpan<char> piece, in Symbol left, in Symbol right, out int rank, out int merged)
    {
        var length = left.Length + right.Length;
        if (length > Vocabulary.LongestText || !Vocabulary.TryGetId(piece.Slice(left.Start, length), out merged))
        {
            rank = merged = 0;
            return false;
        }
        rank = _ranks[merged];
        return true;
    }

    protected override void Emit(ReadOnlySpan<char> piece, ReadOnlySpan<Symbol> symbols, List<int> ids)
    {
        var inUnknown = false;
        for (var i = 0; i != Symbol.None; i = symbols[i].Next)
        {
            ref readonly var symbol = ref symbols[i];
            var unknown = symbol.Id == Symbol.None && !TrySpell(piece.Slice(symbol.Start, symbol.Length), ids);
            if (symbol.Id != Symbol.None) ids.Add(symbol.Id);
            else if (unknown && !inUnknown && _unknown is { } id) ids.Add(id);
            inUnknown = unknown;
        }
    }

    private bool TrySpell(ReadOnlySpan<char> character, List<int> ids)
    {
        Span<byte> utf8 = stackalloc byte[4];
        utf8 = utf8[..Encoding.UTF8.GetBytes(character, utf8)];
        foreach (var value in utf8)
        {
            if (_bytes[value] is null) return false;
        }
        foreach (var value in utf8) ids.Add(_bytes[value]!.Value);
        return true;
    }

    // Equal scores share a rank, so that of those the leftmost merges first.
    private static int[] Ranks(float[] scores)
    {
        var order = (float[])scores.Clone();
        Array.Sort(order);
        var ranks = new Dictionary<float, int>(order.Length);
        for (var i = order.Length - 1; i >= 0; i--) ranks.TryAdd(order[i], ranks.Count);
        return Array.ConvertAll(scores, score => ranks[score]);
    }
}
