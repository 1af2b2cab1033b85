using System.Text;
using System.Text.Json;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

/// <summary>The demo model's tokens: marks, the 256 bytes, then one token per merge. Every text can be written with them.</summary>
public sealed class DemoVocabulary
{
    public const int EndOfText = 0, TurnStart = 1, TurnEnd = 2;

    // The first three are marks alone, never text; the others are text that is always one token.
    private static readonly string[] s_marks = ["<|endoftext|>", ChatMarkup.Start, ChatMarkup.End, "<think>", "</think>", "<tool_call>", "</tool_call>"];
    private const int Controls = 3;
    private const int MostKnown = 100_000;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, int), (int Rank, int Merged)> _merges = [];
    private readonly Dictionary<string, int[]> _known = new(StringComparer.Ordinal);

    private DemoVocabulary(IReadOnlyList<(string Left, string Right)> merges)
    {
        Merges = merges;
        Spellings = [.. s_marks, .. Enumerable.Range(0, 256).Select(value => ByteLetters.Of((byte)value).ToString()), .. merges.Select(merge => merge.Left + merge.Right).Distinct(StringComparer.Ordinal)];
        for (var id = 0; id < Spellings.Count; id++) _ids.Add(Spellings[id], id);
        for (var rank = 0; rank < merges.Count; rank++) _merges.TryAdd((_ids[merges[rank].Left], _ids[merges[rank].Right]), (rank, _ids[merges[rank].Left + merges[rank].Right]));
    }

    /// <summary>The tokens as a GGUF file spells them.</summary>
    public IReadOnlyList<string> Spellings { get; }

    public IReadOnlyList<(string Left, string Right)> Merges { get; }

    public int Size => Spellings.Count;

    /// <summary>GGUF's kinds: 1 normal, 3 control, 4 user-defined.</summary>
    public static int Kind(int id) => id >= s_marks.Length ? 1 : id < Controls ? 3 : 4;

    /// <summary>Trains about <paramref name="size"/> tokens on <paramref name="texts"/>, in which marks are left out.</summary>
    public static DemoVocabulary Train(IEnumerable<string> texts, int size) =>
        new(BytePairTrainer.Train(texts.SelectMany(text => text.Split(s_marks, StringSplitOptions.RemoveEmptyEntries)), size - 256 - s_marks.Length));

    public static DemoVocabulary Load(string path) => Of(JsonSerializer.Deserialize<string[]>(File.ReadAllText(path))!);

    /// <summary>The vocabulary that follows from merges, best first, each spelled "left right" as in a GGUF file.</summary>
    public static DemoVocabulary Of(IEnumerable<string> merges) => new([.. merges.Select(merge => merge.Split(' ')).Select(pair => (pair[0], pair[1]))]);

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(Merges.Select(merge => $"{merge.Left} {merge.Right}")));

    /// <summary>The tokens of a text in which marks are spelled out.</summary>
    public List<int> Encode(string text)
    {
        var ids = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var (mark, next) = (-1, text.Length);
            for (var id = 0; id < s_marks.Length; id++)
            {
                var found = text.IndexOf(s_marks[id], at, next - at, StringComparison.Ordinal);
                if (found >= 0) (mark, next) = (id, found);
            }
            foreach (var piece in TextCutter.Cut(text[at..next])) ids.AddRange(Merged(piece));
            if (mark < 0) break;
            ids.Add(mark);
            at = next + s_marks[mark].Length;
        }
        return ids;
    }

    /// <summary>The text of tokens; the three marks that are no text are left out.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (id >= s_marks.Length) bytes.AddRange(Spellings[id].Select(ByteLetters.Value));
            else if (id >= Controls) bytes.AddRange(Encoding.UTF8.GetBytes(s_marks[id]));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private int[] Merged(string piece)
    {
        if (_known.TryGetValue(piece, out var known)) return known;
        var ids = Encoding.UTF8.GetBytes(piece).Select(value => s_marks.Length + value).ToList();
        while (true)
        {
            var (rank, place, merged) = (int.MaxValue, -1, 0);
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if (_merges.TryGetValue((ids[i], ids[i + 1]), out var merge) && merge.Rank < rank) (rank, place, merged) = (merge.Rank, i, merge.Merged);
            }
            if (place < 0) break;
            ids[place] = merged;
            ids.RemoveAt(place + 1);
        }
        // Made-up words come once: they must not fill the memory of a long run.
        return _known.Count < MostKnown ? _known[piece] = [.. ids] : [.. ids];
    }
}
