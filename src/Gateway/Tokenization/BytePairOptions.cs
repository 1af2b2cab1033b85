namespace Orchestrator.Gateway.Tokenization;

/// <summary>How a byte-pair model treats what its merges alone do not say.</summary>
internal sealed record BytePairOptions
{
    /// <summary>A piece that is a token as a whole becomes it, whatever the merges say (Llama 3).</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>The token for characters that are none.</summary>
    public int? Unknown { get; init; }

    /// <summary>A run of such characters is one unknown token, not one each.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>The byte tokens by byte, if such characters are spelled in them.</summary>
    public int?[]? Bytes { get; init; }
}
