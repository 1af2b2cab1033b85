using System.Text.Json.Nodes;

namespace Orchestrator.ModelFiles.Writing;

/// <summary>A random vocabulary as Hugging Face's tokenizer.json, in the form in which Llama 2's SentencePiece model is given there.</summary>
internal static class RandomTokenizerJson
{
    public static JsonObject Make(RandomVocabulary vocabulary)
    {
        var ids = new JsonObject();
        for (var token = 0; token < vocabulary.Pieces.Count; token++) ids[vocabulary.Pieces[token]] = token;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. RandomVocabulary.Special.Select(token => AddedToken(token, vocabulary.Pieces[token]))]),
            ["normalizer"] = Sequence("normalizers", Step("Prepend", ("prepend", "▁")), Replace(" ", "▁")),
            ["pre_tokenizer"] = null,
            ["post_processor"] = BeginFirst(vocabulary.Pieces[RandomVocabulary.Begin]),
            ["decoder"] = Sequence("decoders", Replace("▁", " "), Step("ByteFallback"), Step("Fuse"), Step("Strip", ("content", " "), ("start", 1), ("stop", 0))),
            ["model"] = Step("BPE", ("dropout", null), ("unk_token", "<unk>"), ("continuing_subword_prefix", null), ("end_of_word_suffix", null),
                ("fuse_unk", true), ("byte_fallback", true), ("vocab", ids), ("merges", Merges(vocabulary))),
        };
    }

    // SentencePiece makes a piece from any two that spell it, so each such pair is a merge of the piece's rank.
    private static JsonArray Merges(RandomVocabulary vocabulary)
    {
        var known = vocabulary.Pieces.ToHashSet(StringComparer.Ordinal);
        var merges = new JsonArray();
        foreach (var piece in vocabulary.Merged)
            for (var split = 1; split < piece.Length; split++)
                if (known.Contains(piece[..split]) && known.Contains(piece[split..])) merges.Add((JsonNode)$"{piece[..split]} {piece[split..]}");
        return merges;
    }

    private static JsonObject AddedToken(int id, string content) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject BeginFirst(string begin)
    {
        var special = new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = begin, ["type_id"] = 0 } };
        var text = new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 } };
        return Step("TemplateProcessing",
            ("single", new JsonArray(special, text)),
            ("pair", new JsonArray(special.DeepClone(), text.DeepClone())),
            ("special_tokens", new JsonObject { [begin] = new JsonObject { ["id"] = begin, ["ids"] = new JsonArray(RandomVocabulary.Begin), ["tokens"] = new JsonArray(begin) } }));
    }

    private static JsonObject Replace(string pattern, string content) => Step("Replace", ("pattern", new JsonObject { ["String"] = pattern }), ("content", content));

    private static JsonObject Sequence(string name, params JsonNode[] steps) => Step("Sequence", (name, new JsonArray(steps)));

    private static JsonObject Step(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var step = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields) step[name] = value;
        return step;
    }
}
