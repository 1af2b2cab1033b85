using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Gateway.Tokenization.HuggingFace;

namespace Orchestrator.Gateway.Tokenization;

/// <summary>Text to token ids and back, as a model's own files say. Immutable: any number of threads may use one.</summary>
public sealed class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly TextPipeline _pipeline;
    private readonly SpecialTokens _special;
    private readonly bool _dropsLeadingSpace;

    internal Tokenizer(Vocabulary vocabulary, TextPipeline pipeline, SpecialTokens special, string? chatTemplate, bool dropsLeadingSpace)
    {
        _vocabulary = vocabulary;
        _pipeline = pipeline;
        _special = special;
        _dropsLeadingSpace = dropsLeadingSpace;
        ChatTemplate = chatTemplate;
    }

    /// <summary>One more than the largest token id. A model's weights may be padded past it.</summary>
    public int VocabSize => _vocabulary.Size;

    public int? BosId => _special.Bos;

    /// <summary>Every token after which an answer is over, in ascending order.</summary>
    public IReadOnlyList<int> EndIds => _special.Ends;

    /// <summary>The files say that a prompt begins with <see cref="BosId"/>.</summary>
    public bool AddBos => BosId is { } bos && _special.Prefix.Contains(bos);

    /// <summary>The model's own chat template (Jinja).</summary>
    public string? ChatTemplate { get; }

    /// <summary>bos_token for the chat template.</summary>
    public string? BosText => _special.BosText;

    /// <summary>eos_token for the chat template.</summary>
    public string? EosText => _special.EosText;

    /// <summary>Reads the tokenizer of a GGUF file or of a Hugging Face folder.</summary>
    /// <exception cref="TokenizerException">There is none, it is broken, or it is of a kind not supported.</exception>
    /// <exception cref="Orchestrator.ModelFiles.ModelFileException">The GGUF file itself cannot be read.</exception>
    public static Tokenizer Load(string modelPath) =>
        Directory.Exists(modelPath) ? HuggingFaceTokenizer.Load(modelPath) : GgufTokenizer.Load(modelPath);

    /// <summary>The tokens of a prompt. Lone surrogates count as U+FFFD.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="addSpecial">Put the tokens around it that the files ask for (BOS, EOS). Where <paramref name="parseSpecial"/> found them in the text, as a chat template writes them, they are not put twice.</param>
    /// <param name="parseSpecial">Special tokens written in the text become those tokens; otherwise they are text like any other.</param>
    public List<int> Encode(string text, bool addSpecial, bool parseSpecial)
    {
        var ids = new List<int>(text.Length / 3 + 8);
        _pipeline.Encode(WithoutLoneSurrogates(text), parseSpecial, ids);
        if (!addSpecial) return ids;
        var written = CollectionsMarshal.AsSpan(ids);
        var hasPrefix = parseSpecial && written.StartsWith(_special.Prefix);
        var hasSuffix = parseSpecial && written.EndsWith(_special.Suffix);
        if (!hasPrefix) ids.InsertRange(0, _special.Prefix);
        if (!hasSuffix) ids.AddRange(_special.Suffix);
        return ids;
    }

    /// <summary>For the tokens of one answer, which continues a prompt: a first token's leading space is kept.</summary>
    public Detokenizer CreateDetokenizer() => new(_vocabulary);

    /// <summary>The text of a whole sequence, without the space that encoding put before it, if this tokenizer does that.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        var detokenizer = CreateDetokenizer();
        var text = new StringBuilder();
        foreach (var id in ids) text.Append(detokenizer.Append(id));
        text.Append(detokenizer.Flush());
        if (_dropsLeadingSpace && text.Length > 0 && text[0] == ' ') text.Remove(0, 1);
        return text.ToString();
    }

    /// <summary>The bytes (UTF-8, not always whole characters) that a token adds to an answer; none for control tokens.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _vocabulary.Bytes(id);

    /// <summary>The token as the files spell it; null for an id that is not used.</summary>
    public string? Spelling(int id) => _vocabulary.Text(id);

    private static string WithoutLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) valid.Append(rune);
        return valid.ToString();
    }
}
