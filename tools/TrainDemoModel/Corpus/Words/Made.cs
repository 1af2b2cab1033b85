namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Words that nobody has seen before, so that copying is learnt and not the word.</summary>
internal static class Made
{
    public static string Word(Dice dice)
    {
        var syllables = dice.Between(2, 3);
        return string.Concat(Enumerable.Range(0, syllables).Select(_ => $"{"bcdfghjklmnprstvwz"[dice.Below(18)]}{"aeiou"[dice.Below(5)]}{(dice.Chance(25) ? "lnrst"[dice.Below(5)].ToString() : "")}"));
    }
}
