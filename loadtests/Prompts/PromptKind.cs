namespace Orchestrator.LoadTests.Prompts;

/// <summary>How prompts are sent.</summary>
internal enum PromptKind
{
    /// <summary>As ids where the server takes them, else as text.</summary>
    Auto,

    /// <summary>As token ids: their number is exact.</summary>
    Ids,

    /// <summary>As words: their number of tokens is what the server's own counts lead to expect.</summary>
    Text,
}
