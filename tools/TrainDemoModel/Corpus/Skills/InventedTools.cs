using System.Text.Json;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Tools of any verb and thing, with any arguments, some of them words that do not exist: what is called has to be copied, not known.</summary>
internal static class InventedTools
{
    public static OfferedTool Draw(Dice dice, bool renamed)
    {
        var (verb, subject) = (dice.Pick(ToolNouns.Verbs), dice.Chance(25) ? Made.Word(dice) : dice.Pick(ToolNouns.Objects));
        var name = dice.Below(5) switch { 0 => $"{verb}{Wording.Capital(subject)}", 1 => $"{subject}_{verb}", 2 => $"{Made.Word(dice)}_{subject}", _ => $"{verb}_{subject}" };
        var arguments = dice.Some(ToolNouns.Arguments, dice.Below(10) switch { 0 => 0, < 6 => 1, < 9 => 2, _ => 3 });
        if (dice.Chance(15) && arguments.Count > 0) arguments[0] = (Made.Word(dice), "string", Made.Word);
        if (renamed)
        {
            if (dice.Chance(60)) name = ToolNames.Any(dice, subject);
            for (var i = 0; i < arguments.Count; i++)
            {
                if (dice.Chance(50)) arguments[i] = arguments[i] with { Name = ToolNames.AnyArgument(dice, arguments[i].Name) };
            }
        }
        var described = dice.Chance(30);
        var about = renamed || dice.Chance(85) ? Wording.Say(dice, "({V} the {o}|{V} {a}|{V} the {o} (you want|for a user|now)|Use this to {v} the {o})(.||)", ("V", Wording.Capital(verb)), ("v", verb), ("o", subject), ("a", Wording.WithArticle(subject))) : null;
        var json = OfferedTool.Write(dice, name, about, [.. arguments.Select(argument => new OfferedTool.Parameter(argument.Name, argument.Type, described ? $"the {Spaced(argument.Name)}" : null))]);
        return new OfferedTool(name, subject, json, uses => Use(uses, name, verb, subject, arguments));
    }

    private static ToolUse Use(Dice dice, string name, string verb, string subject, List<(string Name, string Type, Func<Dice, object> Value)> arguments)
    {
        var given = arguments.Select(argument => (argument.Name, Value: argument.Value(dice))).ToList();
        var values = string.Join(" and ", given.Select(argument => Wording.Say(dice, "({k} {v}|{k} {v}|{k} = {v})", ("k", Spaced(argument.Name)), ("v", $"{argument.Value}"))));
        // With one argument the question may also sound as people talk.
        var with = given.Count == 0 ? "" : given.Count == 1 && dice.Chance(40) ? $" for {given[0].Value}" : Wording.Say(dice, " (for|with|for|using) {v}", ("v", values));
        var question = dice.Chance(12)
            ? Wording.Say(dice, "(Use|Call|Please call|Please use|Run) {n}{w}.", ("n", name), ("w", with))
            : Wording.Say(dice, "({V} the {o}{w}.|Please {v} the {o}{w}.|Can you {v} the {o}{w}?|I need to {v} the {o}{w}.|Could you {v} the {o}{w}, please?|I want you to {v} the {o}{w}.|{v} {o}{w})",
                ("V", Wording.Capital(verb)), ("v", verb), ("o", subject), ("w", with));
        var (result, told) = Result(dice, name, subject);
        return new ToolUse(question, "{" + string.Join(", ", given.Select(argument => $"\"{argument.Name}\": {JsonSerializer.Serialize(argument.Value)}")) + "}", result, told);
    }

    private static (string Result, string Told) Result(Dice dice, string name, string subject)
    {
        var number = dice.Between(1, 500);
        var word = dice.Pick([dice.Pick(Categories.All[4].Items), dice.Pick(StoryWords.Traits), Made.Word(dice), "sunny", "rainy", "open", "late", "ready", "full"]);
        return dice.Below(5) switch
        {
            0 => ($"{{\"{subject}\": \"{word}\"}}", Wording.Say(dice, "The {o} is {w}.", ("o", subject), ("w", word))),
            1 => ($"{{\"result\": {number}}}", Wording.Say(dice, "(The result is {w}.|I got the result {w}.)", ("w", $"{number}"))),
            2 => ("{\"status\": \"ok\"}", Wording.Say(dice, "(Done!|It is done.|All done:) (The {o} is taken care of.|I used {t} and it worked.)", ("o", subject), ("t", name))),
            3 => ($"{{\"error\": \"{word}\"}}", Wording.Say(dice, "(I am sorry, that did not work: {w}.|Sorry, there was an error: {w}.)", ("w", word))),
            _ => ($"{{\"{subject}\": \"{word}\", \"value\": {number}}}", Wording.Say(dice, "The {o} is {w}, (and the value is|with a value of) {n}.", ("o", subject), ("w", word), ("n", $"{number}"))),
        };
    }

    private static string Spaced(string name) => name.Replace('_', ' ');
}
