namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>The tokens of a tokenizer.json: the model's own and those added to it.</summary>
internal sealed class HuggingFaceVocabulary
{
    // Far above any model's; an id makes arrays of that length.
    private const int MostTokens = 1 << 22;

    private readonly string?[] _texts;
    private readonly TokenKind[] _kinds;

    private HuggingFaceVocabulary(Dictionary<string, int> ids, List<AddedToken> added, string?[] texts)
    {
        Ids = ids;
        Added = added;
        _texts = texts;
        _kinds = new TokenKind[texts.Length];
        Array.Fill(_kinds, TokenKind.Normal);
        foreach (var token in added) _kinds[token.Id] = token.Special ? TokenKind.Control : TokenKind.UserDefined;
    }

    /// <summary>All tokens, added ones too.</summary>
    public Dictionary<string, int> Ids { get; }

    public List<AddedToken> Added { get; }

    /// <summary>One more than the largest id.</summary>
    public int Size => _texts.Length;

    public static HuggingFaceVocabulary Read(JsonField root)
    {
        var vocab = root["model"]["vocab"];
        if (!vocab.Exists) throw vocab.Wrong("is missing");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var texts = new List<string?>();
        foreach (var (text, id) in vocab.Members()) Place(texts, ids, text, id);
        var added = root["added_tokens"].Items().Select(AddedToken).Where(token => token.Content.Length > 0).ToList();
        foreach (var item in root["added_tokens"].Items())
        {
            var content = item["content"].Text();
            if (content.Length > 0) Place(texts, ids, content, item["id"]);
        }
        if (texts.Count == 0) throw vocab.Wrong("is empty");
        return new HuggingFaceVocabulary(ids, added, [.. texts]);
    }

    /// <summary>Makes a token a mark for the model, whatever tokenizer.json says of it: that is what being named in the configuration does.</summary>
    public void MakeSpecial(int id)
    {
        if (_kinds[id] == TokenKind.Control) return;
        _kinds[id] = TokenKind.Control;
        Added.RemoveAll(token => token.Id == id);
        Added.Add(new AddedToken(id, _texts[id]!) { Special = true });
    }

    /// <summary>The byte tokens, by byte.</summary>
    public int?[] BytePieces() => [.. Enumerable.Range(0, 256).Select(value => Ids.TryGetValue(Tokenization.BytePieces.Spelling(value), out var id) ? id : (int?)null)];

    public Vocabulary Build(Func<string, TokenKind, byte[]> bytesOf) => new(_texts, _kinds, bytesOf);

    private static AddedToken AddedToken(JsonField token) => new(token["id"].Integer(), token["content"].Text())
    {
        Special = token["special"].Flag(absent: false),
        LeftStrip = token["lstrip"].Flag(absent: false),
        RightStrip = token["rstrip"].Flag(absent: false),
        SingleWord = token["single_word"].Flag(absent: false),
        Normalized = token["normalized"].Flag(absent: !token["special"].Flag(absent: false)),
    };

    private static void Place(List<string?> texts, Dictionary<string, int> ids, string text, JsonField idField)
    {
        var id = idField.Integer();
        if (id is < 0 or >= MostTokens) throw idField.Wrong($"is {id}, which is not an id below {MostTokens:N0}");
        if (ids.TryGetValue(text, out var other) && other != id) throw idField.Wrong($"gives \"{text}\" the id {id}, but it has the id {other} already");
        while (texts.Count <= id) texts.Add(null);
        if (texts[id] is { } taken && taken != text) throw idField.Wrong($"gives \"{text}\" the id {id}, which is that of \"{taken}\"");
        texts[id] = text;
        ids[text] = id;
    }
}
