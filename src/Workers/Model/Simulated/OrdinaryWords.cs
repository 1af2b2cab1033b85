using System.Text.Json;
using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Gguf;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>
/// The tokens of which a simulated answer consists: English letters and nothing else, most with a space before them, so that any order of them is
/// valid text under the tokenizer, and none ends an answer.
/// </summary>
internal static class OrdinaryWords
{
    // With fewer whole words than this, pieces of words serve as well.
    private const int Enough = 64;

    /// <param name="path">The model's file or folder.</param>
    /// <param name="vocab">Ids from here on are not used.</param>
    /// <returns>Rising ids, at least one.</returns>
    /// <exception cref="ModelFileException">There is no vocabulary, or none of it is a word.</exception>
    public static int[] Of(string path, int vocab)
    {
        var pieces = (Directory.Exists(path) ? OfFolder(path) : OfGguf(path)).Where(p => p.Id < vocab && IsPiece(p.Text)).OrderBy(p => p.Id).ToList();
        int[] words = [.. pieces.Where(p => IsWord(p.Text)).Select(p => p.Id)];
        if (words.Length >= Enough) return words;
        return pieces.Count > 0 ? [.. pieces.Select(p => p.Id)] : throw new ModelFileException($"{path}: no token of the vocabulary is made of English letters; a simulated worker has nothing to say");
    }

    private static bool IsPiece(string text) => text.AsSpan(HasSpace(text) ? 1 : 0) is { IsEmpty: false } letters && !letters.ContainsAnyExcept(s_letters);

    private static bool IsWord(string text) => HasSpace(text) && text.Length > 2;

    // SentencePiece's and GPT-2's spelling of a space.
    private static bool HasSpace(string text) => text.Length > 0 && text[0] is '\u2581' or '\u0120';

    private static readonly System.Buffers.SearchValues<char> s_letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static IEnumerable<(string Text, int Id)> OfGguf(string path)
    {
        var metadata = GgufHeader.Read(path).Metadata;
        var texts = metadata.Strings("tokenizer.ggml.tokens") ?? throw new ModelFileException($"{path}: there is no tokenizer.ggml.tokens");
        var kinds = metadata.Integers("tokenizer.ggml.token_type");
        // 1: a normal token; others are marks, bytes and the like.
        return texts.Select((text, id) => (text, id)).Where(t => kinds is null || t.id < kinds.Length && kinds[t.id] == 1);
    }

    private static IEnumerable<(string Text, int Id)> OfFolder(string path)
    {
        var file = Path.Combine(path, "tokenizer.json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            HashSet<int> added = root.TryGetProperty("added_tokens", out var marks) ? [.. marks.EnumerateArray().Select(m => m.GetProperty("id").GetInt32())] : [];
            var vocabulary = root.GetProperty("model").GetProperty("vocab");
            var all = vocabulary.ValueKind == JsonValueKind.Array
                ? vocabulary.EnumerateArray().Select((piece, id) => (piece[0].GetString()!, id))
                : vocabulary.EnumerateObject().Select(piece => (piece.Name, piece.Value.GetInt32()));
            return [.. all.Where(piece => !added.Contains(piece.Item2))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelFileException($"{file}: the vocabulary cannot be read: {e.Message}", e);
        }
    }
}
