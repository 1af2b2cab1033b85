using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.Tokenization;
using Orchestrator.Unit.ModelFiles;

namespace Orchestrator.Unit.Tokenization;

/// <summary>A Hugging Face folder with a small tokenizer.json, and other files as a test adds them.</summary>
internal sealed class TokenizerFolder
{
    private readonly Dictionary<string, string> _files = [];

    public JsonObject Root { get; } = new()
    {
        ["added_tokens"] = new JsonArray(),
        ["normalizer"] = null,
        ["pre_tokenizer"] = null,
        ["post_processor"] = null,
        ["decoder"] = new JsonObject { ["type"] = "Fuse" },
        ["model"] = new JsonObject { ["type"] = "BPE", ["unk_token"] = "<unk>", ["fuse_unk"] = false, ["vocab"] = new JsonObject { ["<unk>"] = 0 }, ["merges"] = new JsonArray() },
    };

    public JsonObject Model => (JsonObject)Root["model"]!;

    public TokenizerFolder(params string[] tokens)
    {
        foreach (var token in tokens) Add(token);
    }

    public int Add(string token)
    {
        var vocab = (JsonObject)Model["vocab"]!;
        if (!vocab.ContainsKey(token)) vocab[token] = vocab.Count + ((JsonArray)Root["added_tokens"]!).Count;
        return Id(token);
    }

    public int Id(string token) => (int)Model["vocab"]![token]!;

    /// <summary>Adds to "added_tokens"; <paramref name="settings"/> as JSON fields.</summary>
    public int AddToken(string content, string settings = "")
    {
        var vocab = (JsonObject)Model["vocab"]!;
        var added = (JsonArray)Root["added_tokens"]!;
        var id = vocab.ContainsKey(content) ? Id(content) : vocab.Count + added.Count(token => !vocab.ContainsKey((string)token!["content"]!));
        var token = (JsonObject)JsonNode.Parse($"{{{settings}}}")!;
        token["id"] = id;
        token["content"] = content;
        added.Add(token);
        return id;
    }

    /// <summary>Replaces a part of tokenizer.json ("normalizer", "model.merges") by JSON.</summary>
    public TokenizerFolder With(string place, string json)
    {
        JsonNode node = Root;
        var names = place.Split('.');
        foreach (var name in names[..^1]) node = node[name]!;
        node[names[^1]] = JsonNode.Parse(json);
        return this;
    }

    public TokenizerFolder WithFile(string name, string text)
    {
        _files[name] = text;
        return this;
    }

    public void Write(TemporaryFolder folder)
    {
        folder.File("tokenizer.json", JsonSerializer.SerializeToUtf8Bytes(Root));
        foreach (var (name, text) in _files) folder.File(name, Encoding.UTF8.GetBytes(text));
    }

    public Tokenizer Load()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        return Tokenizer.Load(folder.Path);
    }
}
