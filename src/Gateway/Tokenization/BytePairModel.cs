using System.Text;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>
/// Byte-pair encoding by a list of merges (GPT-2 and its successors, and the tokenizer.json of Llama 2): symbols are the characters of the
/// vocabulary's own alphabet, and a pair merges as early as it stands in the list. Follows Hugging Face's BPE for characters that are no
/// token: byte tokens, else the unknown token, else (a model that has neither) nothing.
/// </summary>
internal sealed class BytePairModel : TokenModel
{
    private readonly IReadOnlyDictionary<(int Left, int Right), (int Rank, int Merged)> _merges;
    private readonly int[] _ids = new int[char.MaxValue + 1];
    private readonly BytePairOptions _options;

    public BytePairModel(Vocabulary vocabulary, IReadOnlyDictionary<(int Left, int Right), (int Rank, int Merged)> merges, BytePairOptions options)
        : base(vocabulary, options.IgnoreMerges)
    {
        _merges = merges;
        _options = options;
        Array.Fill(_ids, Symbol.None);
        Span<char> single = stackalloc char[1];
        for (var c = 0; c < _ids.Length; c++)
        {
            single[0] = (char)c;
            if (vocabulary.TryGetId(single, out var id)) _ids[c] = id;
        }
    }

    protected override void Seed(ReadOnlySpan<char> piece, Workspace space)
    {
        var unknownPending = false;
        for (var at = 0; at < piece.Length;)
        {
            var length = char.IsHighSurrogate(piece[at]) ? 2 : 1;
            var character = piece.Slice(at, length);
            at += length;
            var id = length == 1 ? _ids[character[0]] : Vocabulary.TryGetId(character, out var found) ? found : Symbol.None;
            if (id == Symbol.None && TrySpell(character, space)) continue;
            if (unknownPending && (id != Symbol.None || !_options.FuseUnknown)) AddUnknown(space);
            if (id != Symbol.None) space.Add(id, 0, 0);
            unknownPending = id == Symbol.None;
        }
        if (unknownPending) AddUnknown(space);
    }

    protected override bool TryMerge(ReadOnlySpan<char> piece, in Symbol left, in Symbol right, out int rank, out int merged)
    {
        var found = _merges.TryGetValue((left.Id, right.Id), out var merge);
        (rank, merged) = merge;
        return found;
    }

    protected override void Emit(ReadOnlySpan<char> piece, ReadOnlySpan<Symbol> symbols, List<int> ids)
    {
        for (var i = 0; i != Symbol.None; i = symbols[i].Next) ids.Add(symbols[i].Id);
    }

    private void AddUnknown(Workspace space)
    {
        if (_options.Unknown is { } id) space.Add(id, 0, 0);
    }

    private bool TrySpell(ReadOnlySpan<char> character, Workspace space)
    {
        if (_options.Bytes is not { } bytes) return false;
        Span<byte> utf8 = stackalloc byte[4];
        utf8 = utf8[..Encoding.UTF8.GetBytes(character, utf8)];
        foreach (var value in utf8)
        {
            if (bytes[value] is null) return false;
        }
        foreach (var value in utf8) space.Add(bytes[value]!.Value, 0, 0);
        return true;
    }
}
