namespace Orchestrator.Gateway.Tokenization;

/// <summary>The tokens of a model: id to text, kind and bytes, and text to id for those that plain text can become.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly string?[] _texts;
    private readonly TokenKind[] _kinds;
    // Token i is bytes [_starts[i], _starts[i + 1]) of _bytes.
    private readonly int[] _starts;
    private readonly byte[] _bytes;

    /// <param name="texts">By id, as the file spells them; null where an id is not used.</param>
    /// <param name="kinds">By id.</param>
    /// <param name="bytesOf">What a token of this spelling and kind adds to an answer, in UTF-8; not asked for control and unknown tokens.</param>
    public Vocabulary(string?[] texts, TokenKind[] kinds, Func<string, TokenKind, byte[]> bytesOf)
    {
        _texts = texts;
        _kinds = kinds;
        _ids = new Dictionary<string, int>(texts.Length, StringComparer.Ordinal);
        _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _starts = new int[texts.Length + 1];
        using var bytes = new MemoryStream();
        for (var id = 0; id < texts.Length; id++)
        {
            _starts[id] = (int)bytes.Length;
            if (texts[id] is not { } text) continue;
            // Text a user wrote must not turn into a mark for the model by merging.
            if (kinds[id] is TokenKind.Normal or TokenKind.UserDefined or TokenKind.Unused) _ids[text] = id;
            if (kinds[id] is not (TokenKind.Control or TokenKind.Unknown)) bytes.Write(bytesOf(text, kinds[id]));
            LongestText = Math.Max(LongestText, text.Length);
        }
        _starts[texts.Length] = (int)bytes.Length;
        _bytes = bytes.ToArray();
    }

    public int Size => _texts.Length;

    /// <summary>Characters (UTF-16) of the longest token's spelling.</summary>
    public int LongestText { get; }

    public string? Text(int id) => (uint)id < (uint)_texts.Length ? _texts[id] : null;

    public TokenKind Kind(int id) => _kinds[id];

    /// <summary>What the token adds to an answer; nothing for control and unknown tokens and for ids past the vocabulary, which a model with padded weights can sample.</summary>
    public ReadOnlySpan<byte> Bytes(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return id < _texts.Length ? _bytes.AsSpan(_starts[id], _starts[id + 1] - _starts[id]) : default;
    }

    /// <summary>The token that is spelled so, unless it is a control, unknown or byte token.</summary>
    public bool TryGetId(ReadOnlySpan<char> text, out int id) => _idsBySpan.TryGetValue(text, out id);
}
