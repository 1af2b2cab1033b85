using System.Text;
using Orchestrator.Gateway.Tokenization.Patterns;
using Orchestrator.ModelFiles.Gguf;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>Reads the tokenizer of a GGUF file: "llama" is SentencePiece's BPE, "gpt2" byte-level BPE.</summary>
internal sealed class GgufTokenizer
{
    private const string Prefix = "tokenizer.ggml.";
    private const char Mark = '\u2581';

    private readonly string _path;
    private readonly GgufMetadata _metadata;
    private readonly string[] _texts;
    private readonly TokenKind[] _kinds;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    private GgufTokenizer(string path)
    {
        _path = path;
        _metadata = GgufHeader.Read(path).Metadata;
        _texts = [.. _metadata.Strings(Prefix + "tokens") ?? throw Wrong("there is no " + Prefix + "tokens")];
        _kinds = Kinds();
        for (var id = 0; id < _texts.Length; id++)
        {
            // llama.cpp's name for a token of no text, which some files pad with.
            if (_texts[id].Length == 0) _texts[id] = $"[EMPTY_{id}]";
            // As llama.cpp has it: converters often forget to say that these are marks.
            if (_kinds[id] == TokenKind.UserDefined && EndTokens.IsName(_texts[id])) _kinds[id] = TokenKind.Control;
            if (!_ids.TryAdd(_texts[id], id)) throw Wrong($"tokens {_ids[_texts[id]]} and {id} are both \"{_texts[id]}\"");
        }
    }

    public static Tokenizer Load(string path)
    {
        var file = new GgufTokenizer(path);
        return file._metadata.String(Prefix + "model") switch
        {
            "llama" => file.SentencePiece(),
            "gpt2" => file.ByteLevel(),
            null => throw file.Wrong($"there is no {Prefix}model"),
            var other => throw file.Wrong($"{Prefix}model is \"{other}\", which is not supported; llama and gpt2 are"),
        };
    }

    private Tokenizer SentencePiece()
    {
        var special = Special(addBos: true, defaults: true);
        var unknown = Id("unknown_token_id") ?? (_texts.Length > 0 && _kinds[0] == TokenKind.Unknown ? 0 : null);
        var vocabulary = new Vocabulary(_texts, _kinds, (text, kind) => kind switch
        {
            TokenKind.Byte => BytePieces.TryParse(text, out var value) ? [value] : throw Wrong($"the byte token \"{text}\" is not one of <0x00> to <0xFF>"),
            TokenKind.Normal => Encoding.UTF8.GetBytes(text.Replace(Mark, ' ')),
            _ => Encoding.UTF8.GetBytes(text),
        });
        var bytes = new int?[256];
        for (var value = 0; value < 256; value++)
        {
            if (_ids.TryGetValue(BytePieces.Spelling(value), out var id) && _kinds[id] == TokenKind.Byte) bytes[value] = id;
        }
        if (unknown is null && bytes.Contains(null)) throw Wrong($"there is neither an unknown token nor one for each byte ({bytes.Count(id => id is not null)} of 256)");

        var addsSpace = _metadata.Bool(Prefix + "add_space_prefix") ?? true;
        TextRewrite escape = new TextRewrite.Replace(" ", Mark.ToString());
        var pipeline = new TextPipeline(AddedTokens(), addsSpace ? [new TextRewrite.Prepend(Mark.ToString()), escape] : [escape])
        {
            Splitters = WordBoundaries.Safe(vocabulary, Enumerable.Range(0, _texts.Length).Where(id => vocabulary.TryGetId(_texts[id], out _)), Mark) ? [new Splitter.BeforeMark(Mark, keepRuns: true)] : [],
            Model = new SentencePieceModel(vocabulary, Scores(), bytes, unknown),
        };
        return new Tokenizer(vocabulary, pipeline, special(vocabulary), ChatTemplate, dropsLeadingSpace: addsSpace);
    }

    private Tokenizer ByteLevel()
    {
        var rules = PreTokenizers.Named(_path, _metadata.String(Prefix + "pre"));
        var special = Special(rules.AddBos, defaults: false);
        var vocabulary = new Vocabulary(_texts, _kinds, (text, kind) => kind == TokenKind.Normal ? ByteAlphabet.Bytes(text) : Encoding.UTF8.GetBytes(text));
        var merges = _metadata.Strings(Prefix + "merges") ?? throw Wrong($"there is no {Prefix}merges");
        var pipeline = new TextPipeline(AddedTokens(), [])
        {
            Splitters = [.. rules.Patterns.Select(pattern => new Splitter.Isolating(new CodePointRegex(pattern)))],
            ByteLevel = true,
            Model = new BytePairModel(vocabulary, MergeTable.Read(_path, merges.Select(MergeTable.Pair), _ids), new BytePairOptions { IgnoreMerges = rules.IgnoreMerges }),
        };
        return new Tokenizer(vocabulary, pipeline, special(vocabulary), ChatTemplate, dropsLeadingSpace: false);
    }

    private string? ChatTemplate => _metadata.String("tokenizer.chat_template");

    private List<AddedToken> AddedTokens() => [.. Enumerable.Range(0, _texts.Length)
        .Where(id => _kinds[id] is TokenKind.Control or TokenKind.Unknown or TokenKind.UserDefined)
        .Select(id => new AddedToken(id, _texts[id]) { Special = _kinds[id] != TokenKind.UserDefined })];

    // The marks become control tokens, whatever type the file gives them: they must never be shown as text.
    private Func<Vocabulary, SpecialTokens> Special(bool addBos, bool defaults)
    {
        var bos = Id("bos_token_id") ?? (defaults ? ControlToken(1) : null);
        var eos = Id("eos_token_id") ?? (defaults ? ControlToken(2) : null);
        var ends = new[] { eos, Id("eot_token_id"), Id("eom_token_id") }.OfType<int>().ToList();
        foreach (var id in ends) _kinds[id] = TokenKind.Control;
        if (bos is { } begin) _kinds[begin] = TokenKind.Control;
        var addsBos = _metadata.Bool(Prefix + "add_bos_token") ?? (addBos && bos is not null);
        var addsEos = _metadata.Bool(Prefix + "add_eos_token") ?? false;
        if (addsBos && bos is null) throw Wrong($"{Prefix}add_bos_token is true but there is no {Prefix}bos_token_id");
        if (addsEos && eos is null) throw Wrong($"{Prefix}add_eos_token is true but there is no {Prefix}eos_token_id");
        return vocabulary => new SpecialTokens
        {
            Bos = bos,
            Eos = eos,
            BosText = bos is { } b ? _texts[b] : null,
            EosText = eos is { } e ? _texts[e] : null,
            Prefix = addsBos ? [bos!.Value] : [],
            Suffix = addsEos ? [eos!.Value] : [],
            Ends = EndTokens.Find(ends, vocabulary),
        };
    }

    private int? ControlToken(int id) => id < _kinds.Length && _kinds[id] == TokenKind.Control ? id : null;

    private int? Id(string name)
    {
        if (_metadata.Integer(Prefix + name) is not { } id) return null;
        return id >= 0 && id < _texts.Length ? (int)id : throw Wrong($"{Prefix}{name} is {id}, but there are {_texts.Length:N0} tokens");
    }

    private TokenKind[] Kinds()
    {
        var types = _metadata.Integers(Prefix + "token_type");
        if (types is null) return [.. Enumerable.Repeat(TokenKind.Normal, _texts.Length)];
        if (types.Length != _texts.Length) throw Wrong($"there are {_texts.Length:N0} tokens but {types.Length:N0} token types");
        return Array.ConvertAll(types, type => type is >= 1 and <= 6 ? (TokenKind)type : throw Wrong($"a token has the type {type}, which is none of 1 to 6"));
    }

    private float[] Scores()
    {
        var scores = _metadata.Floats(Prefix + "scores") ?? throw Wrong($"there is no {Prefix}scores");
        if (scores.Length != _texts.Length) throw Wrong($"there are {_texts.Length:N0} tokens but {scores.Length:N0} scores");
        if (Array.FindIndex(scores, float.IsNaN) is >= 0 and var id) throw Wrong($"the score of token {id} is not a number");
        return scores;
    }

    private TokenizerException Wrong(string complaint) => new($"{_path}: {complaint}");
}
