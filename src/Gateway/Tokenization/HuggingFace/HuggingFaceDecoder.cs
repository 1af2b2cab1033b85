using System.Text;

namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>Reads the "decoder" of a tokenizer.json, as far as it says what each token by itself adds to an answer.</summary>
internal sealed class HuggingFaceDecoder
{
    private readonly List<(string Old, string New)> _replacements = [];
    private bool _byteLevel;
    private bool _byteFallback;
    private bool _fused;

    /// <summary>A whole text begins with a space that was not in the prompt.</summary>
    public bool DropsLeadingSpace { get; private set; }

    public static HuggingFaceDecoder Read(JsonField decoder)
    {
        if (!decoder.Exists) throw decoder.Wrong("is missing");
        var read = new HuggingFaceDecoder();
        read.Add(decoder);
        return read;
    }

    /// <summary>What a token of this spelling and kind adds to an answer.</summary>
    public byte[] Bytes(string text, TokenKind kind)
    {
        if (_byteLevel) return kind == TokenKind.UserDefined ? Encoding.UTF8.GetBytes(text) : ByteAlphabet.Bytes(text);
        if (_byteFallback && BytePieces.TryParse(text, out var value)) return [value];
        foreach (var (old, replacement) in _replacements) text = text.Replace(old, replacement, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text);
    }

    private void Add(JsonField decoder)
    {
        var type = decoder["type"].Text();
        if (_byteLevel) throw decoder.Wrong("comes after ByteLevel, which is not supported");
        switch (type)
        {
            case "Sequence":
                foreach (var item in decoder["decoders"].Items()) Add(item);
                break;
            case "ByteLevel":
                if (_replacements.Count > 0 || _byteFallback) throw decoder.Wrong("comes after another decoder, which is not supported");
                _byteLevel = true;
                break;
            case "Replace" when !_fused && decoder["pattern"]["String"].Exists && decoder["pattern"]["String"].Text().Length > 0:
                _replacements.Add((decoder["pattern"]["String"].Text(), decoder["content"].Text()));
                break;
            case "ByteFallback":
                _byteFallback = true;
                break;
            case "Fuse":
                _fused = true;
                break;
            case "Strip" when _fused && decoder["content"].Text() == " " && decoder["start"].Integer() is 0 or 1 && decoder["stop"].Integer() == 0:
                DropsLeadingSpace = decoder["start"].Integer() == 1;
                break;
            case "Metaspace":
                _replacements.Add((decoder["replacement"].Exists ? decoder["replacement"].Text() : "\u2581", " "));
                DropsLeadingSpace = decoder["prepend_scheme"].Exists ? decoder["prepend_scheme"].Text() != "never" : decoder["add_prefix_space"].Flag(absent: true);
                break;
            default:
                throw decoder.Wrong($"is a {type} with settings that are not supported");
        }
    }
}
