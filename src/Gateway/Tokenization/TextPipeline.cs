namespace Orchestrator.Gateway.Tokenization;

/// <summary>The way from text to tokens: added tokens, normalizing, splitting, merging, in Hugging Face's order. A GGUF file's tokenizer is expressed in the same parts.</summary>
internal sealed class TextPipeline
{
    private readonly AddedTokenFinder[] _raw;
    private readonly AddedTokenFinder[] _normalized;

    /// <param name="addedTokens">Found in the text before all else, or after normalizing.</param>
    /// <param name="normalizers">Applied to each stretch between those.</param>
    public TextPipeline(IReadOnlyList<AddedToken> addedTokens, IReadOnlyList<TextRewrite> normalizers)
    {
        Normalizers = normalizers;
        _raw = Finders(addedTokens.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        _normalized = Finders(addedTokens.Where(token => token.Normalized && token.Content.Length > 0)
            .Select(token => (TextRewrite.ApplyAll(normalizers, token.Content, true), token)));
    }

    public IReadOnlyList<TextRewrite> Normalizers { get; }

    /// <summary>What pre-tokenizers insert or replace, in each stretch that is left.</summary>
    public IReadOnlyList<TextRewrite> Insertions { get; init; } = [];

    /// <summary>Applied one after the other, each to the pieces of the one before.</summary>
    public IReadOnlyList<Splitter> Splitters { get; init; } = [];

    /// <summary>Pieces are spelled in <see cref="ByteAlphabet"/> before they are merged.</summary>
    public bool ByteLevel { get; init; }

    public required TokenModel Model { get; init; }

    /// <summary>Appends the tokens of <paramref name="text"/>, which has no lone surrogates.</summary>
    public void Encode(string text, bool parseSpecial, List<int> ids)
    {
        var space = Workspace.Take();
        foreach (var fragment in Cut(_raw, text, parseSpecial))
        {
            if (fragment.Token is { } token) ids.Add(token);
            else EncodeFragment(Part(text, fragment), fragment.Range.Start == 0, parseSpecial, ids, space);
        }
        space.Return();
    }

    private void EncodeFragment(string text, bool atStart, bool parseSpecial, List<int> ids, Workspace space)
    {
        text = TextRewrite.ApplyAll(Normalizers, text, atStart);
        foreach (var fragment in Cut(_normalized, text, parseSpecial))
        {
            if (fragment.Token is { } token)
            {
                ids.Add(token);
                continue;
            }
            var part = TextRewrite.ApplyAll(Insertions, Part(text, fragment), atStart && fragment.Range.Start == 0);
            EncodePieces(part, 0, ids, space);
        }
    }

    private void EncodePieces(ReadOnlySpan<char> text, int stage, List<int> ids, Workspace space)
    {
        if (stage == Splitters.Count)
        {
            EncodePiece(text, ids, space);
            return;
        }
        var pieces = space.Ranges(stage);
        Splitters[stage].Split(text, pieces);
        foreach (var piece in pieces)
        {
            if (piece.Length > 0) EncodePieces(text.Slice(piece.Start, piece.Length), stage + 1, ids, space);
        }
    }

    private void EncodePiece(ReadOnlySpan<char> piece, List<int> ids, Workspace space)
    {
        if (ByteLevel)
        {
            var spelled = space.Room(3 * piece.Length);
            piece = spelled.AsSpan(0, ByteAlphabet.Spell(piece, spelled));
        }
        Model.Encode(piece, ids, space);
    }

    // [0] finds all, [1] those that are not special.
    private static AddedTokenFinder[] Finders(IEnumerable<(string Spelling, AddedToken Token)> tokens)
    {
        var all = tokens.ToList();
        return [new AddedTokenFinder(all), new AddedTokenFinder(all.Where(t => !t.Token.Special))];
    }

    private static List<Fragment> Cut(AddedTokenFinder[] finders, string text, bool parseSpecial) => finders[parseSpecial ? 0 : 1].Cut(text);

    private static string Part(string text, Fragment fragment) =>
        fragment.Range.Length == text.Length ? text : text.Substring(fragment.Range.Start, fragment.Range.Length);
}
