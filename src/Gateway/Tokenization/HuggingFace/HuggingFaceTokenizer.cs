using System.Text;

namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>Reads the tokenizer of a Hugging Face folder: tokenizer.json and, for the marks and the chat template, the files beside it.</summary>
internal static class HuggingFaceTokenizer
{
    private const char Mark = '\u2581';

    /// <exception cref="TokenizerException">A file is missing or broken, or asks for what is not supported.</exception>
    public static Tokenizer Load(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        var root = JsonField.Read(path);
        if (!root.Exists) throw new TokenizerException($"{folder}: there is no tokenizer.json");
        var model = root["model"];
        Check(model);

        var tokens = HuggingFaceVocabulary.Read(root);
        var special = new HuggingFaceSpecialTokens(folder, root["post_processor"], tokens);
        var decoder = HuggingFaceDecoder.Read(root["decoder"]);
        var cuts = HuggingFacePreTokenizers.Read(root["pre_tokenizer"]);
        var vocabulary = tokens.Build(decoder.Bytes);
        var merges = MergeTable.Read(path, Merges(model["merges"]), tokens.Ids);
        var options = Options(model, tokens);
        if (!cuts.ByteLevel && !options.IgnoreMerges && WordBoundaries.Safe(vocabulary, merges.Values.Select(merge => merge.Merged), Mark))
        {
            cuts.Splitters.Add(new Splitter.BeforeMark(Mark, keepRuns: true));
        }
        var pipeline = new TextPipeline(tokens.Added, HuggingFaceNormalizers.Read(root["normalizer"]))
        {
            Insertions = cuts.Insertions,
            Splitters = cuts.Splitters,
            ByteLevel = cuts.ByteLevel,
            Model = new BytePairModel(vocabulary, merges, options),
        };
        return new Tokenizer(vocabulary, pipeline, special.Resolve(vocabulary), ChatTemplate(folder), decoder.DropsLeadingSpace);
    }

    private static void Check(JsonField model)
    {
        var type = model["type"];
        if (type.Exists ? type.Text() != "BPE" : !model["merges"].Exists) throw type.Wrong($"is {(type.Exists ? $"\"{type.Text()}\"" : "absent")}, but only BPE is supported");
        foreach (var affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model[affix].Exists && model[affix].Text().Length > 0) throw model[affix].Wrong("is not supported");
        }
        if (model["dropout"].Exists && model["dropout"].Number() != 0) throw model["dropout"].Wrong("is not 0, so the same text would not always give the same tokens");
    }

    private static BytePairOptions Options(JsonField model, HuggingFaceVocabulary tokens)
    {
        int? unknown = null;
        if (model["unk_token"].Exists)
        {
            var name = model["unk_token"].Text();
            unknown = tokens.Ids.TryGetValue(name, out var id) ? id : throw model["unk_token"].Wrong($"is \"{name}\", which is not in the vocabulary");
        }
        return new BytePairOptions
        {
            IgnoreMerges = model["ignore_merges"].Flag(absent: false),
            Unknown = unknown,
            FuseUnknown = model["fuse_unk"].Flag(absent: false),
            Bytes = model["byte_fallback"].Flag(absent: false) ? tokens.BytePieces() : null,
        };
    }

    private static IEnumerable<(string Left, string Right)> Merges(JsonField merges)
    {
        foreach (var merge in merges.Items())
        {
            if (merge.IsText) yield return MergeTable.Pair(merge.Text());
            else if (merge.Items().ToList() is [var left, var right]) yield return (left.Text(), right.Text());
            else throw merge.Wrong("is not a pair");
        }
    }

    private static string? ChatTemplate(string folder)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file)) return File.ReadAllText(file, Encoding.UTF8);
        var template = JsonField.Read(Path.Combine(folder, "tokenizer_config.json"))["chat_template"];
        if (!template.IsArray) return template.Exists ? template.Text() : null;
        // Some models have several, by name; "default" is the one for chats without tools or documents.
        var named = template.Items().Select(item => (Name: item["name"].Text(), Template: item["template"].Text())).ToList();
        return named.Count == 1 ? named[0].Template : named.FirstOrDefault(item => item.Name == "default").Template;
    }
}
