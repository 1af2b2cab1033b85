namespace Orchestrator.Gateway.Tokenization;

/// <summary>A tokenizer that cannot be used: missing, broken, or of a kind not supported. The message is one line for a person and names the file and the part.</summary>
public sealed class TokenizerException(string message, Exception? inner = null) : Exception(OneLine(message), inner)
{
    // Messages quote the file, which may hold anything.
    private const int Longest = 600;

    private static string OneLine(string message) =>
        string.Concat(message.Take(Longest).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c)) + (message.Length > Longest ? "…" : "");
}
