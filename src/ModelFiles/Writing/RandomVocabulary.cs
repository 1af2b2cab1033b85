namespace Orchestrator.ModelFiles.Writing;

/// <summary>
/// A SentencePiece-style vocabulary made from a seed: special tokens, 256 bytes, the printable ASCII characters, then pieces that grow by merging,
/// English ones first, earlier ones merged first. Spaces are "▁".
/// </summary>
public sealed class RandomVocabulary
{
    public const int Unknown = 0, Begin = 1, End = 2, TurnStart = FirstByte + 256, TurnEnd = TurnStart + 1;
    private const int FirstByte = 3;
    private const int FirstCharacter = TurnEnd + 1;
    private const int FirstMerge = FirstCharacter + 95;

    /// <summary>The longest piece made without an English word, in characters.</summary>
    private const int LongestMade = 8;

    /// <summary>The fewest tokens with which every text can be written.</summary>
    public const int Smallest = FirstMerge;

    /// <summary>Tokens whose output rows are small, so that greedy text is printable: all before the characters but the two that end a text.</summary>
    public static IReadOnlyList<Range> QuietTokens { get; } = [Unknown..End, FirstByte..TurnEnd];

    /// <summary>The special tokens, in no order.</summary>
    public static IReadOnlyList<int> Special { get; } = [Unknown, Begin, End, TurnStart, TurnEnd];

    /// <summary>The text of each token.</summary>
    public required IReadOnlyList<string> Pieces { get; init; }

    /// <summary>SentencePiece's score of each token: of two possible merges, the one with the higher score is made first.</summary>
    public required float[] Scores { get; init; }

    /// <summary>GGUF's kinds: 1 normal, 2 unknown, 3 control, 6 byte.</summary>
    public required int[] Kinds { get; init; }

    /// <summary>The pieces that come from merging, in the order of merging.</summary>
    public IEnumerable<string> Merged => Pieces.Skip(FirstMerge);

    /// <summary>Makes <paramref name="size"/> tokens, at least <see cref="Smallest"/>.</summary>
    public static RandomVocabulary Make(int size, ulong seed)
    {
        if (size < Smallest) throw new ArgumentException($"a vocabulary of {size} tokens is too small; the smallest has {Smallest}");
        var pieces = new List<string>(size) { "<unk>", "<s>", "</s>" };
        for (var value = 0; value < 256; value++) pieces.Add($"<0x{value:X2}>");
        pieces.AddRange(["<|im_start|>", "<|im_end|>", "▁"]);
        for (var character = '!'; character <= '~'; character++) pieces.Add(character.ToString());
        Grow(pieces, size, seed);
        return new RandomVocabulary
        {
            Pieces = pieces,
            Scores = [.. Enumerable.Range(0, size).Select(token => token < FirstMerge ? 0f : FirstMerge - 1f - token)],
            Kinds = [.. Enumerable.Range(0, size).Select(Kind)],
        };
    }

    private static int Kind(int token) => token switch
    {
        Unknown => 2,
        Begin or End or TurnStart or TurnEnd => 3,
        >= FirstByte and < FirstByte + 256 => 6,
        _ => 1,
    };

    private static void Grow(List<string> pieces, int size, ulong seed)
    {
        var random = SplitMix64.Branch(seed, 0x766F_6361_62);
        var known = new HashSet<string>(pieces, StringComparer.Ordinal);
        var words = EnglishPieces.Words.Select(word => "▁" + word).Concat(EnglishPieces.Fragments).ToArray();
        for (var last = words.Length - 1; last > 0; last--)
        {
            var other = random.NextBelow(last + 1);
            (words[last], words[other]) = (words[other], words[last]);
        }
        // Every beginning of a word is a piece, so the whole word can be reached by merging.
        foreach (var word in words)
            for (var length = 2; length <= word.Length && pieces.Count < size; length++)
                if (known.Add(word[..length])) pieces.Add(word[..length]);

        while (pieces.Count < size)
        {
            var left = pieces[FirstMerge + random.NextBelow(pieces.Count - FirstMerge)];
            var right = pieces[FirstMerge + random.NextBelow(pieces.Count - FirstMerge)].TrimStart('▁');
            var made = left + right;
            if (made.Length <= LongestMade && known.Contains(right) && known.Add(made)) pieces.Add(made);
        }
    }
}
