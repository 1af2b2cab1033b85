using System.Text.RegularExpressions;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

/// <summary>Cuts text into the pieces within which tokens are merged, by the rule that GGUF files call "qwen2": words with the character before them, digits one by one.</summary>
public static partial class TextCutter
{
    public const string Rule = "qwen2";

    public static IEnumerable<string> Cut(string text) => Pieces().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Pieces();
}
