using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Lists of so many things of a kind, numbered or with dashes.</summary>
internal static class Lists
{
    private static readonly string[] s_numbers = ["two", "three", "four", "five", "six"];

    public static Exchange Draw(Dice dice)
    {
        var (name, items) = dice.Pick(Categories.All);
        var count = dice.Between(2, 6);
        var dashes = dice.Chance(30);
        var question = Wording.Say(dice, "(List {n} {c}|Name {n} {c}|Give me {n} {c}|Tell me {n} {c}|Write a list of {n} {c}|Can you list {n} {c}|I need {n} {c}|Please name {n} {c}|Show me {n} {c}|Make a list with {n} {c})",
            ("n", dice.Chance(50) ? $"{count}" : s_numbers[count - 2]), ("c", name));
        question += dashes ? Wording.Say(dice, "( with dashes| as bullet points|, one per line with a dash).") : question.StartsWith("Can", StringComparison.Ordinal) ? "?" : Wording.Say(dice, "(.||.)");
        var lines = dice.Some(items, count).Select((item, index) => $"{(dashes ? "-" : $"{index + 1}.")} {Wording.Capital(item)}");
        return Exchange.Of(Skill.Lists, question, question, string.Join('\n', lines), new ListGiven(count, items));
    }
}
