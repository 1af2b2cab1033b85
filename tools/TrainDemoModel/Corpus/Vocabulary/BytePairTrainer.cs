using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

/// <summary>Learns merges from texts: again and again the pair of neighbours that occurs most often becomes one token (Sennrich et al., BPE for subword units).</summary>
public static class BytePairTrainer
{
    /// <summary>At most <paramref name="merges"/> merges, as pairs of spellings; fewer when no pair occurs twice. Of pairs that occur equally often the one that comes first in the alphabet is taken.</summary>
    public static List<(string Left, string Right)> Train(IEnumerable<string> texts, int merges)
    {
        var words = Count(texts);
        // Places are words that hold, or held, the pair.
        var pairs = new Dictionary<(string, string), (long Count, HashSet<int> Places)>();
        for (var word = 0; word < words.Count; word++) Add(pairs, words[word], word, 1);
        var made = new List<(string Left, string Right)>();
        while (made.Count < merges && Best(pairs) is { } best)
        {
            made.Add(best);
            foreach (var place in pairs[best].Places.ToArray())
            {
                Add(pairs, words[place], place, -1);
                Merge(words[place].Symbols, best);
                Add(pairs, words[place], place, 1);
            }
            pairs.Remove(best);
        }
        return made;
    }

    // In the order of first appearance, which is the same for the same texts.
    private static List<(List<string> Symbols, long Count)> Count(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var piece in TextCutter.Cut(text)) CollectionsMarshal.GetValueRefOrAddDefault(counts, piece, out _)++;
        }
        return [.. counts.Select(entry => (Encoding.UTF8.GetBytes(entry.Key).Select(value => ByteLetters.Of(value).ToString()).ToList(), entry.Value))];
    }

    private static void Add(Dictionary<(string, string), (long Count, HashSet<int> Places)> pairs, (List<string> Symbols, long Count) word, int place, int sign)
    {
        for (var i = 0; i + 1 < word.Symbols.Count; i++)
        {
            ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, (word.Symbols[i], word.Symbols[i + 1]), out var known);
            if (!known) pair.Places = [];
            pair.Count += sign * word.Count;
            pair.Places.Add(place);
        }
    }

    private static (string, string)? Best(Dictionary<(string, string), (long Count, HashSet<int> Places)> pairs)
    {
        ((string, string) Pair, long Count)? best = null;
        foreach (var (pair, (count, _)) in pairs)
        {
            if (count < 2 || best is { } b && (count < b.Count || count == b.Count && Compare(pair, b.Pair) > 0)) continue;
            best = (pair, count);
        }
        return best?.Pair;
    }

    private static int Compare((string Left, string Right) a, (string Left, string Right) b)
    {
        var left = string.CompareOrdinal(a.Left, b.Left);
        return left != 0 ? left : string.CompareOrdinal(a.Right, b.Right);
    }

    private static void Merge(List<string> symbols, (string Left, string Right) pair)
    {
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            if (symbols[i] != pair.Left || symbols[i + 1] != pair.Right) continue;
            symbols[i] += symbols[i + 1];
            symbols.RemoveAt(i + 1);
        }
    }
}
