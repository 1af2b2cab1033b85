using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Lists of so many things of a kind, numbered or with dashes.</summary>
internal static class Lists
{
    private static readonly string[] s_numbers = ["two", "three", "four", "five", "six"];

    public static Exchange Draw(Dice dice)
    {
        if (dice.Chance(35)) return OfGiven(dice);
        var (name, items) = dice.Pick(Categories.All);
        var count = dice.Between(2, 6);
        var dashes = dice.Chance(30);
        var question = Wording.Say(dice, "(List {n} {c}|Name {n} {c}|Give me {n} {c}|Tell me {n} {c}|Write a list of {n} {c}|Can you list {n} {c}|I need {n} {c}|Please name {n} {c}|Show me {n} {c}|Make a list with {n} {c})",
            ("n", dice.Chance(50) ? $"{count}" : s_numbers[count - 2]), ("c", name));
        question += dashes ? Wording.Say(dice, "( with dashes| as bullet points|, one per line with a dash).") : question.StartsWith("Can", StringComparison.Ordinal) ? "?" : Wording.Say(dice, "(.||.)");
        // Always in the same order, begun anywhere: what comes next is known, so the likeliest answer repeats nothing.
        var first = dice.Below(items.Length);
        return Of(question, [.. Enumerable.Range(first, count).Select(place => items[place % items.Length])], items, dashes);
    }

    private static Exchange OfGiven(Dice dice)
    {
        var items = AnyWord.Some(dice, dice.Between(2, 6));
        var dashes = dice.Chance(50);
        var question = Wording.Say(dice, "((Make a|Write a|I need a|Please make a) {f} (of these|with these items|from these words|of the following)|(Turn this into|Make of this) a {f}): {x}(.|)",
            ("f", dashes ? dice.Pick(["bullet list", "list with dashes"]) : dice.Pick(["list", "numbered list"])), ("x", dice.Chance(50) ? AnyWord.Listed(items) : string.Join(", ", items)));
        return Of(question, items, items, dashes);
    }

    private static Exchange Of(string question, IReadOnlyList<string> listed, IReadOnlyList<string> allowed, bool dashes)
    {
        var lines = listed.Select((item, index) => $"{(dashes ? "-" : $"{index + 1}.")} {Wording.Capital(item)}");
        return Exchange.Of(Skill.Lists, question, question, string.Join('\n', lines), new ListGiven(listed.Count, allowed));
    }
}
