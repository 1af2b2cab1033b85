namespace Orchestrator.Gateway.Tokenization;

/// <summary>Finds the tokens that end an answer: those the files name, and control tokens with a name that llama.cpp knows to mean it.</summary>
internal static class EndTokens
{
    private static readonly HashSet<string> s_names =
    [
        "</s>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<EOT>", "_<EOT>",
        "[EOT]", "<end_of_utterance>", "<｜end▁of▁sentence｜>",
        // A file's or a repository's end, where a code model goes on to the next.
        "<|fim_pad|>", "<fim-pad>", "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<|file_sep|>",
    ];

    public static bool IsName(string text) => s_names.Contains(text);

    /// <summary>In ascending order.</summary>
    public static IReadOnlyList<int> Find(IEnumerable<int> named, Vocabulary vocabulary)
    {
        var ends = new SortedSet<int>(named);
        for (var id = 0; id < vocabulary.Size; id++)
        {
            if (vocabulary.Kind(id) == TokenKind.Control && vocabulary.Text(id) is { } text && IsName(text)) ends.Add(id);
        }
        return [.. ends];
    }
}
