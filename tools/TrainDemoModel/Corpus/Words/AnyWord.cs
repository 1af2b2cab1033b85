namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>A word or name of any kind that the corpus knows, or one that nobody knows.</summary>
internal static class AnyWord
{
    public static string Draw(Dice dice) => dice.Below(10) switch
    {
        0 => dice.Pick(People.Names),
        1 => dice.Pick(Countries.All).Capital,
        2 => dice.Pick(Countries.All).Country,
        3 => dice.Pick(Countries.All).Language,
        4 => dice.Pick(ToolNouns.Towns),
        5 => dice.Pick(StoryWords.Kinds),
        6 => dice.Pick(ToolNouns.Objects),
        7 => Made.Word(dice),
        _ => dice.Pick(dice.Pick(Categories.All).Items),
    };

    /// <summary>Several that differ, also in more than case.</summary>
    public static IReadOnlyList<string> Some(Dice dice, int count)
    {
        var words = new List<string>();
        while (words.Count < count)
        {
            var word = Draw(dice);
            if (!words.Contains(word, StringComparer.OrdinalIgnoreCase)) words.Add(word);
        }
        return words;
    }

    /// <summary>"a, b and c".</summary>
    public static string Listed(IReadOnlyList<string> words) => words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}
