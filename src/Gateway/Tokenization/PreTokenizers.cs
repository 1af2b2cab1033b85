namespace Orchestrator.Gateway.Tokenization;

/// <summary>
/// What a GGUF file's tokenizer.ggml.pre stands for: the name under which llama.cpp knows how a family of byte-level tokenizers cuts text.
/// The patterns are those of the families' own tokenizer.json.
/// </summary>
internal sealed record PreTokenizers(IReadOnlyList<string> Patterns, bool IgnoreMerges = false, bool AddBos = false)
{
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string WhiteSpace = @"\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Upper = @"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", Lower = @"\p{Ll}\p{Lm}\p{Lo}\p{M}", Lead = @"[^\r\n\p{L}\p{N}]?";

    private static readonly PreTokenizers s_default = new([@"[\p{P}\$\+<=>\^~\|]+", Gpt2Pattern, @"\p{N}+", "[0-9][0-9][0-9]"]);
    private static readonly PreTokenizers s_gpt2 = new([Gpt2Pattern]);
    private static readonly PreTokenizers s_gpt2SingleDigits = new([@"\p{N}", Gpt2Pattern]);
    private static readonly PreTokenizers s_dbrx = new([$@"{Contractions}|{Lead}\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{WhiteSpace}"]);
    private static readonly PreTokenizers s_llama3 = s_dbrx with { IgnoreMerges = true, AddBos = true };
    private static readonly PreTokenizers s_qwen2 = new([$@"{Contractions}|{Lead}\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{WhiteSpace}"]);

    private static readonly PreTokenizers s_tekken = new(
        [$@"{Lead}[{Upper}]*[{Lower}]+|{Lead}[{Upper}]+[{Lower}]*|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{WhiteSpace}"],
        IgnoreMerges: true, AddBos: true);

    private static readonly PreTokenizers s_gpt4o = new(
        [$@"{Lead}[{Upper}]*[{Lower}]+{Contractions}?|{Lead}[{Upper}]+[{Lower}]*{Contractions}?|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{WhiteSpace}"]);

    private static readonly PreTokenizers s_deepSeek = new(
    [
        @"[\r\n]",
        // Letters of the Latin, Greek, Cyrillic, Armenian, Georgian, Cherokee, Glagolitic, Coptic and Deseret scripts that have case.
        @"\s?[" +
        @"A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF\u0370-\u0373\u0376" +
        @"\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F" +
        @"\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77" +
        @"\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D" +
        @"\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4" +
        @"\u1FF6-\u1FFC\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139" +
        @"\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3\uA640-\uA66D" +
        @"\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17\uFF21-\uFF3A" +
        @"\uFF41-\uFF5A\x{10400}-\x{1044F}\x{104B0}-\x{104D3}\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}\x{10CC0}-\x{10CF2}" +
        @"\x{118A0}-\x{118DF}\x{1E900}-\x{1E943}" +
        "]+",
        @"\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+",
        @"\s+$",
        @"[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+",
        @"\p{N}+",
    ]);

    private static readonly PreTokenizers s_deepSeek3 = new(
    [
        @"\p{N}{1,3}",
        @"[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
        @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    ]);

    private static readonly Dictionary<string, PreTokenizers> s_named = new()
    {
        ["default"] = s_default,
        ["gpt-2"] = s_gpt2,
        ["phi-2"] = s_gpt2,
        ["olmo"] = s_gpt2,
        ["mpt"] = s_gpt2,
        ["smollm"] = s_gpt2SingleDigits,
        ["starcoder"] = s_gpt2SingleDigits,
        ["refact"] = s_gpt2SingleDigits,
        ["command-r"] = s_gpt2SingleDigits,
        ["exaone"] = s_gpt2SingleDigits,
        ["minerva-7b"] = s_gpt2SingleDigits,
        ["llama-bpe"] = s_llama3,
        ["llama3"] = s_llama3,
        ["llama-v3"] = s_llama3,
        ["falcon3"] = s_llama3,
        ["pixtral"] = s_llama3,
        ["lfm2"] = s_llama3,
        ["dbrx"] = s_dbrx,
        ["smaug-bpe"] = s_dbrx,
        ["qwen2"] = s_qwen2,
        ["stablelm2"] = s_qwen2,
        ["megrez"] = s_qwen2,
        ["deepseek-r1-qwen"] = s_qwen2,
        ["deepseek-llm"] = s_deepSeek,
        ["deepseek-v3"] = s_deepSeek3,
        ["tekken"] = s_tekken,
        ["gpt-4o"] = s_gpt4o,
        ["llama4"] = s_gpt4o,
    };

    /// <summary>GPT-2's own, which a tokenizer.json calls ByteLevel.</summary>
    public static string Gpt2 => Gpt2Pattern;

    /// <summary>The rules of that name; a file without the key means "default".</summary>
    /// <exception cref="TokenizerException">The name is not known.</exception>
    public static PreTokenizers Named(string path, string? name)
    {
        if (s_named.TryGetValue(name ?? "default", out var known)) return known;
        throw new TokenizerException($"{path}: tokenizer.ggml.pre is \"{name}\", which is not supported; {string.Join(", ", s_named.Keys.Order())} are");
    }
}
