using System.Text;
using Orchestrator.Gateway.Tokenization;
using Orchestrator.Unit.ModelFiles;

namespace Orchestrator.Unit.Tokenization;

/// <summary>A GGUF file of a few tokens and no weights.</summary>
internal sealed class TinyVocabulary
{
    public const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Byte = 6;

    private readonly List<string> _tokens = [];
    private readonly List<float> _scores = [];
    private readonly List<int> _types = [];
    private readonly Dictionary<string, object> _keys = [];

    public int Count => _tokens.Count;

    /// <summary>SentencePiece: 0 to 2 are the unknown token and the marks &lt;s&gt; and &lt;/s&gt;, then 256 byte tokens unless left out, then the pieces.</summary>
    public static TinyVocabulary SentencePiece(bool bytes, params (string Text, float Score)[] pieces)
    {
        var vocabulary = new TinyVocabulary().With("model", "llama");
        vocabulary.Add("<unk>", 0, Unknown);
        vocabulary.Add("<s>", 0, Control);
        vocabulary.Add("</s>", 0, Control);
        for (var value = 0; bytes && value < 256; value++) vocabulary.Add($"<0x{value:X2}>", 0, Byte);
        foreach (var (text, score) in pieces) vocabulary.Add(text, score, Normal);
        return vocabulary.With("bos_token_id", 1u).With("eos_token_id", 2u);
    }

    /// <summary>Byte-level: 0 to 255 are the bytes, then what the merges give, in their order.</summary>
    public static TinyVocabulary ByteLevel(string pre, params string[] merges)
    {
        var vocabulary = new TinyVocabulary().With("model", "gpt2").With("pre", pre);
        for (var value = 0; value < 256; value++) vocabulary.Add(Spelled((byte)value).ToString(), 0, Normal);
        foreach (var merged in merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)).Distinct()) vocabulary.Add(merged, 0, Normal);
        return vocabulary.With("merges", merges);
    }

    /// <summary>The printable character by which byte-level vocabularies spell a byte.</summary>
    public static char Spelled(byte value)
    {
        var printable = Enumerable.Range(33, 94).Concat(Enumerable.Range(161, 12)).Concat(Enumerable.Range(174, 82)).ToList();
        return printable.Contains(value) ? (char)value : (char)(256 + Enumerable.Range(0, value).Count(other => !printable.Contains(other)));
    }

    public int Add(string text, float score, int type)
    {
        _tokens.Add(text);
        _scores.Add(score);
        _types.Add(type);
        return _tokens.Count - 1;
    }

    public int Id(string text) => _tokens.IndexOf(text);

    /// <summary>Sets tokenizer.ggml.<paramref name="key"/>, or leaves it out if null.</summary>
    public TinyVocabulary With(string key, object? value)
    {
        if (value is null) _keys.Remove(key);
        else _keys[key] = value;
        return this;
    }

    /// <summary>A file with everything but the tokens themselves.</summary>
    public TinyVocabulary WithoutTokens()
    {
        _tokens.Clear();
        return this;
    }

    public Tokenizer Load()
    {
        using var folder = new TemporaryFolder();
        return Tokenizer.Load(Write(folder));
    }

    public string Write(TemporaryFolder folder) => folder.File("vocabulary.gguf", Bytes());

    public byte[] Bytes()
    {
        var file = new GgufBytes();
        if (_tokens.Count > 0) Add("tokens", _tokens.ToArray());
        Add("token_type", _types.ToArray());
        if (_keys.GetValueOrDefault("model") is "llama") Add("scores", _scores.ToArray());
        foreach (var (key, value) in _keys) Add(key, value);
        return file.ToArray();

        void Add(string key, object value)
        {
            file.Metadata.RemoveAll(pair => pair.Key == "tokenizer.ggml." + key);
            file.Metadata.Add(("tokenizer.ggml." + key, value switch
            {
                string text => Latin1(text),
                string[] texts => texts.Select(Latin1).ToArray(),
                _ => value,
            }));
        }
    }

    // GgufBytes writes a character as one byte, so that tests can spell what is no UTF-8.
    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
