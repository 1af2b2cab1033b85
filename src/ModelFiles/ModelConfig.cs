namespace Orchestrator.ModelFiles;

/// <summary>The shape of a decoder-only transformer: what a forward pass needs to know besides its weights.</summary>
public sealed record ModelConfig
{
    /// <summary>"llama", "mistral", "qwen2" or "qwen3".</summary>
    public required string Architecture { get; init; }

    /// <summary>The model's own name, or the file's or folder's when it has none.</summary>
    public required string Name { get; init; }

    public required int Layers { get; init; }
    public required int Hidden { get; init; }
    public required int Heads { get; init; }
    public required int KvHeads { get; init; }

    /// <summary>Numbers in one head's query, key or value. Not always Hidden / Heads (qwen3).</summary>
    public required int HeadDim { get; init; }

    public required int FeedForward { get; init; }

    /// <summary>Rows of the embedding: tokens, and perhaps padding after them.</summary>
    public required int Vocab { get; init; }

    /// <summary>The longest sequence, in tokens, that the model was made for; no longer than its sliding window, within which all attention is full attention.</summary>
    public required int ContextLength { get; init; }

    public required float RmsEpsilon { get; init; }
    public required RopeConfig Rope { get; init; }
}
