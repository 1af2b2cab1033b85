namespace Orchestrator.Gateway.Tokenization;

/// <summary>What a token stands for. The values are those of a GGUF file's tokenizer.ggml.token_type.</summary>
public enum TokenKind
{
    Normal = 1,

    /// <summary>Stands for text that no other token covers; yields none itself.</summary>
    Unknown = 2,

    /// <summary>A mark for the model (begin, end, role), never text.</summary>
    Control = 3,

    /// <summary>Text that is always one token, taken out before any splitting or merging.</summary>
    UserDefined = 4,

    Unused = 5,

    /// <summary>One byte of UTF-8, written &lt;0xNN&gt;.</summary>
    Byte = 6,
}
