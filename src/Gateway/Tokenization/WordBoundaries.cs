namespace Orchestrator.Gateway.Tokenization;

/// <summary>Whether text in which a mark stands for each space may be merged word by word.</summary>
internal static class WordBoundaries
{
    /// <summary>
    /// True if the mark is a token and no token that merging can give has one after another character: then no merge crosses the beginning of
    /// a word, and cutting there, which is much faster, changes no result.
    /// </summary>
    /// <param name="vocabulary">All tokens.</param>
    /// <param name="merged">Those that merging can give.</param>
    /// <param name="mark">Usually U+2581.</param>
    public static bool Safe(Vocabulary vocabulary, IEnumerable<int> merged, char mark) =>
        vocabulary.TryGetId([mark], out _) && !merged.Any(id => vocabulary.Text(id).AsSpan().TrimStart(mark).Contains(mark));
}
