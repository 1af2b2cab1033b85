using Orchestrator.Gateway.Tokenization.Patterns;

namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>Reads the "pre_tokenizer" of a tokenizer.json.</summary>
internal sealed class HuggingFacePreTokenizers
{
    public List<TextRewrite> Insertions { get; } = [];

    public List<Splitter> Splitters { get; } = [];

    public bool ByteLevel { get; private set; }

    public static HuggingFacePreTokenizers Read(JsonField preTokenizer)
    {
        var read = new HuggingFacePreTokenizers();
        if (preTokenizer.Exists) read.Add(preTokenizer);
        return read;
    }

    private void Add(JsonField preTokenizer)
    {
        var type = preTokenizer["type"].Text();
        if (ByteLevel && type != "Sequence") throw preTokenizer.Wrong("comes after ByteLevel, which is not supported");
        switch (type)
        {
            case "Sequence":
                foreach (var item in preTokenizer["pretokenizers"].Items()) Add(item);
                break;
            case "Split":
                Splitters.Add(Split(preTokenizer));
                break;
            case "Digits":
                Splitters.Add(new Splitter.Digits(preTokenizer["individual_digits"].Flag(absent: false)));
                break;
            case "ByteLevel":
                if (preTokenizer["add_prefix_space"].Flag(absent: true)) Insert(preTokenizer, new TextRewrite.EnsurePrefix(" ", onlyAtStart: false));
                if (preTokenizer["use_regex"].Flag(absent: true)) Splitters.Add(new Splitter.Isolating(new CodePointRegex(PreTokenizers.Gpt2)));
                ByteLevel = true;
                break;
            case "Metaspace":
                AddMetaspace(preTokenizer);
                break;
            default:
                throw preTokenizer.Wrong($"is of the type {type}, which is not supported");
        }
    }

    private static Splitter Split(JsonField split)
    {
        var pattern = split["pattern"];
        var regex = new CodePointRegex(pattern["String"].Exists ? CodePointRegex.Escape(pattern["String"].Text()) : pattern["Regex"].Text());
        var name = split["behavior"].Text();
        if (!Enum.GetNames<SplitBehavior>().Contains(name)) throw split["behavior"].Wrong($"is \"{name}\", which is not supported");
        var behavior = Enum.Parse<SplitBehavior>(name);
        var invert = split["invert"].Flag(absent: false);
        // What matches and what does not are both pieces, so inverting changes nothing.
        return behavior == SplitBehavior.Isolated ? new Splitter.Isolating(regex) : new Splitter.ByPattern(regex, behavior, invert);
    }

    private void AddMetaspace(JsonField metaspace)
    {
        var replacement = metaspace["replacement"].Exists ? metaspace["replacement"].Text() : "\u2581";
        if (replacement.Length != 1) throw metaspace["replacement"].Wrong("is not one character");
        var scheme = metaspace["prepend_scheme"].Exists ? metaspace["prepend_scheme"].Text() : metaspace["add_prefix_space"].Flag(absent: true) ? "always" : "never";
        Insert(metaspace, new TextRewrite.Replace(" ", replacement));
        if (scheme is "always" or "first") Insert(metaspace, new TextRewrite.EnsurePrefix(replacement, onlyAtStart: scheme == "first"));
        else if (scheme != "never") throw metaspace["prepend_scheme"].Wrong($"is \"{scheme}\", which is not supported");
        if (metaspace["split"].Flag(absent: true)) Splitters.Add(new Splitter.BeforeMark(replacement[0], keepRuns: false));
    }

    // Text is changed once, before it is split; a change to every piece of an earlier split would be another.
    private void Insert(JsonField preTokenizer, TextRewrite insertion)
    {
        if (Splitters.Count > 0) throw preTokenizer.Wrong("adds or replaces spaces after another pre-tokenizer has split the text, which is not supported");
        Insertions.Add(insertion);
    }
}
