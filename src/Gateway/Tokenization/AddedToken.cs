namespace Orchestrator.Gateway.Tokenization;

/// <summary>A token that is found in the text as it stands, before splitting and merging. The rules are those of "added_tokens" in a tokenizer.json.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>A mark for the model: found only when special tokens are asked for.</summary>
    public bool Special { get; init; }

    /// <summary>Takes the white space before it along.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Takes the white space after it along.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Not found inside a word.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Looked for in the normalized text, with its own content normalized too.</summary>
    public bool Normalized { get; init; }
}
