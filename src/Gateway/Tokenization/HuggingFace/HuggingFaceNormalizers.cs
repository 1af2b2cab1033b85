using Orchestrator.Gateway.Tokenization.Patterns;

namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>Reads the "normalizer" of a tokenizer.json.</summary>
internal static class HuggingFaceNormalizers
{
    public static List<TextRewrite> Read(JsonField normalizer)
    {
        var rewrites = new List<TextRewrite>();
        if (normalizer.Exists) Add(normalizer, rewrites);
        return rewrites;
    }

    private static void Add(JsonField normalizer, List<TextRewrite> rewrites)
    {
        var type = normalizer["type"].Text();
        switch (type)
        {
            case "Sequence":
                foreach (var item in normalizer["normalizers"].Items()) Add(item, rewrites);
                break;
            case "Prepend":
                rewrites.Add(new TextRewrite.Prepend(normalizer["prepend"].Text()));
                break;
            case "Replace":
                rewrites.Add(Replace(normalizer));
                break;
            case "NFC" or "NFD":
                rewrites.Add(new TextRewrite.Canonical(compose: type == "NFC"));
                break;
            default:
                throw normalizer.Wrong($"is of the type {type}, which is not supported");
        }
    }

    private static TextRewrite Replace(JsonField normalizer)
    {
        var pattern = normalizer["pattern"];
        var content = normalizer["content"].Text();
        if (!pattern["String"].Exists) return new TextRewrite.ReplacePattern(new CodePointRegex(pattern["Regex"].Text()), content);
        var text = pattern["String"].Text();
        return text.Length > 0 ? new TextRewrite.Replace(text, content) : throw pattern.Wrong("is empty");
    }
}
