using System.Text;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>
/// Turns the tokens of one answer into text as they arrive. Each chunk is whole characters: bytes of an unfinished one wait for the rest, and
/// bytes that cannot become one are U+FFFD, so that all chunks together are what decoding all bytes at once would give. Not for use by two threads.
/// </summary>
public sealed class Detokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char[] _text = new char[32];

    internal Detokenizer(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>The text that is now certain, often empty; valid until the next call. Tokens past the vocabulary, which a model with padded weights can sample, add nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The token is negative.</exception>
    public ReadOnlySpan<char> Append(int token) => Decode(_vocabulary.Bytes(token), flush: false);

    /// <summary>What still waited, as U+FFFD. The next token begins a new text.</summary>
    public ReadOnlySpan<char> Flush() => Decode(default, flush: true);

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var most = Encoding.UTF8.GetMaxCharCount(bytes.Length);
        if (_text.Length < most) _text = new char[most];
        return _text.AsSpan(0, _decoder.GetChars(bytes, _text, flush));
    }
}
