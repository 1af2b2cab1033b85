namespace Orchestrator.Gateway.Tokenization.HuggingFace;

/// <summary>Finds out from the files of a Hugging Face folder which tokens begin and end a text and what is put around a prompt.</summary>
internal sealed class HuggingFaceSpecialTokens
{
    private readonly JsonField _tokenizerConfig;
    private readonly JsonField _specialTokensMap;
    private readonly JsonField _generationConfig;
    private readonly JsonField _config;
    private readonly HuggingFaceVocabulary _tokens;
    private readonly List<int> _prefix = [];
    private readonly List<int> _suffix = [];
    private readonly (string? Text, int? Id) _bos;
    private readonly (string? Text, int? Id) _eos;

    /// <param name="folder">The model's.</param>
    /// <param name="postProcessor">Of tokenizer.json.</param>
    /// <param name="tokens">Its tokens.</param>
    public HuggingFaceSpecialTokens(string folder, JsonField postProcessor, HuggingFaceVocabulary tokens)
    {
        _tokenizerConfig = JsonField.Read(Path.Combine(folder, "tokenizer_config.json"));
        _specialTokensMap = JsonField.Read(Path.Combine(folder, "special_tokens_map.json"));
        _generationConfig = JsonField.Read(Path.Combine(folder, "generation_config.json"));
        _config = JsonField.Read(Path.Combine(folder, "config.json"));
        _tokens = tokens;
        _bos = Named("bos_token");
        _eos = Named("eos_token");
        if (postProcessor.Exists) AddPostProcessor(postProcessor);
        // Where the configuration says so expressly it wins over the template, as with Hugging Face's Llama tokenizers.
        if (_tokenizerConfig["add_bos_token"].Exists) Override("bos", _bos.Id, _prefix);
        if (_tokenizerConfig["add_eos_token"].Exists) Override("eos", _eos.Id, _suffix);
    }

    public SpecialTokens Resolve(Vocabulary vocabulary)
    {
        var ends = Numbered("eos_token_id");
        if (_eos.Id is { } own) ends.Insert(0, own);
        return new SpecialTokens
        {
            Bos = _bos.Id ?? Numbered("bos_token_id").Cast<int?>().FirstOrDefault(),
            Eos = ends.Cast<int?>().FirstOrDefault(),
            BosText = _bos.Text,
            EosText = _eos.Text,
            Prefix = [.. _prefix],
            Suffix = [.. _suffix],
            Ends = EndTokens.Find(ends, vocabulary),
        };
    }

    private void Override(string name, int? token, List<int> around)
    {
        var flag = _tokenizerConfig[$"add_{name}_token"];
        if (flag.Flag(absent: false))
        {
            var id = token ?? throw flag.Wrong($"is true but there is no {name}_token");
            if (!around.Contains(id)) around.Insert(name == "bos" ? 0 : around.Count, id);
        }
        else if (token is { } id) around.RemoveAll(other => other == id);
    }

    // Written as text or as an added token, in either of two files.
    private (string? Text, int? Id) Named(string name)
    {
        var field = _tokenizerConfig[name].Exists || !_specialTokensMap.Exists ? _tokenizerConfig[name] : _specialTokensMap[name];
        if (!field.Exists) return (null, null);
        var text = field.IsText ? field.Text() : field["content"].Text();
        if (!_tokens.Ids.TryGetValue(text, out var id)) throw field.Wrong($"is \"{text}\", which is not in the vocabulary");
        _tokens.MakeSpecial(id);
        return (text, id);
    }

    // One id or a list of them.
    private List<int> Numbered(string name)
    {
        var field = _generationConfig[name].Exists ? _generationConfig[name] : _config[name];
        var ids = !field.Exists ? [] : field.IsArray ? field.Items().Select(item => item.Integer()).ToList() : [field.Integer()];
        return ids.All(id => id >= 0) ? ids : throw field.Wrong("is negative");
    }

    private void AddPostProcessor(JsonField processor)
    {
        var type = processor["type"].Text();
        switch (type)
        {
            case "Sequence":
                foreach (var item in processor["processors"].Items()) AddPostProcessor(item);
                break;
            case "TemplateProcessing":
                AddTemplate(processor);
                break;
            // Only moves offsets, which are not kept.
            case "ByteLevel":
                break;
            default:
                throw processor.Wrong($"is of the type {type}, which is not supported");
        }
    }

    private void AddTemplate(JsonField template)
    {
        var seen = false;
        foreach (var piece in template["single"].Items())
        {
            if (piece["Sequence"].Exists)
            {
                if (seen) throw piece.Wrong("puts the text in twice");
                seen = true;
                continue;
            }
            var name = piece["SpecialToken"]["id"].Text();
            foreach (var id in template["special_tokens"][name]["ids"].Items())
            {
                (seen ? _suffix : _prefix).Add(id.Integer() >= 0 && id.Integer() < _tokens.Size ? id.Integer() : throw id.Wrong($"is {id.Integer()}, which is no token"));
            }
        }
        if (!seen) throw template["single"].Wrong("leaves the text out");
    }
}
