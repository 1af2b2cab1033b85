using System.Text.Json;
using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Calling one of the offered tools with arguments from the question, then using its result; or seeing that none fits.</summary>
internal static class ToolCalls
{
    private sealed record Offer(string Name, string Verb, string Subject, List<(string Name, string Type, Func<Dice, object> Value)> Arguments, string Json);

    public static Exchange Draw(Dice dice)
    {
        var offers = Offers(dice, dice.Between(1, 3));
        var wanted = dice.Pick(offers);
        var arguments = wanted.Arguments.Select(argument => (argument.Name, Value: argument.Value(dice))).ToList();
        var values = string.Join(" and ", arguments.Select(argument => Wording.Say(dice, "({k} {v}|{k} {v}|{k} = {v})", ("k", Spaced(argument.Name)), ("v", $"{argument.Value}"))));
        // With one argument the question may also sound as people talk.
        var with = arguments.Count == 0 ? "" : arguments.Count == 1 && dice.Chance(40) ? $" for {arguments[0].Value}" : Wording.Say(dice, " (for|with|for|using) {v}", ("v", values));
        var question = dice.Chance(12)
            ? Wording.Say(dice, "(Use|Call|Please call|Please use|Run) {n}{w}.", ("n", wanted.Name), ("w", with))
            : Wording.Say(dice, "({V} the {o}{w}.|Please {v} the {o}{w}.|Can you {v} the {o}{w}?|I need to {v} the {o}{w}.|Could you {v} the {o}{w}, please?|I want you to {v} the {o}{w}.|{v} {o}{w})",
                ("V", Wording.Capital(wanted.Verb)), ("v", wanted.Verb), ("o", wanted.Subject), ("w", with));
        if (wanted.Subject is "weather" or "time" or "temperature" or "price" or "news" or "score" && dice.Chance(50)) question = Wording.Say(dice, "(What is|What's|Tell me|Show me) the {o}{w}?", ("o", wanted.Subject), ("w", with));
        var json = "{" + string.Join(", ", arguments.Select(argument => $"\"{argument.Name}\": {JsonSerializer.Serialize(argument.Value)}")) + "}";
        var call = $"<tool_call>\n{{\"name\": \"{wanted.Name}\", \"arguments\": {json}}}\n</tool_call>";
        var (result, told) = Result(dice, wanted);
        return new Exchange(Skill.Tools, $"{wanted.Name}{json}", [Turn.User(question), Turn.Assistant(call), Turn.Tool(result), Turn.Assistant(told)], new CallMade(wanted.Name, json), 1)
        {
            Tools = [.. offers.Select(offer => offer.Json)],
        };
    }

    /// <summary>The question fits none of the tools: an answer as if there were none, or a word of regret.</summary>
    public static Exchange DrawUnfitting(Dice dice)
    {
        var offers = Offers(dice, dice.Between(1, 2));
        var tools = offers.Select(offer => offer.Json).ToArray();
        if (dice.Chance(60))
        {
            var plain = SkillCatalogue.Draw(dice.Pick([Skill.SmallTalk, Skill.Facts, Skill.System, Skill.Arithmetic]), dice, heldOut: false);
            return plain with { Skill = Skill.NoTool, Tools = tools, Key = $"{plain.Key} {offers[0].Name}" };
        }
        var missing = Offers(dice, 1)[0];
        while (offers.Any(offer => offer.Subject == missing.Subject)) missing = Offers(dice, 1)[0];
        var question = Wording.Say(dice, "({V} the {o}.|Please {v} the {o}.|Can you {v} the {o}?|Could you {v} the {o}, please?|I want you to {v} the {o} for {n}.|Please {v} the {o} for {n}.)",
            ("V", Wording.Capital(missing.Verb)), ("v", missing.Verb), ("o", missing.Subject), ("n", dice.Pick(People.Names)));
        var answer = Wording.Say(dice, "(I am sorry, but I have no tool to {v} the {o}.|Sorry, I cannot {v} the {o}: none of my tools can do that.|I have no tool for the {o}, sorry.)", ("v", missing.Verb), ("o", missing.Subject));
        return Exchange.Of(Skill.NoTool, question + offers[0].Name, question, answer, new OnTopic("sorry", "tool", missing.Subject)) with { Tools = tools };
    }

    private static List<Offer> Offers(Dice dice, int count)
    {
        var offers = new List<Offer>();
        foreach (var subject in dice.Some(ToolNouns.Objects, count))
        {
            // A made-up name now and then: what is called has to be copied, not known.
            var (verb, noun) = (dice.Pick(ToolNouns.Verbs), dice.Chance(25) ? Made.Word(dice) : subject);
            var name = dice.Below(5) switch { 0 => $"{verb}{Wording.Capital(noun)}", 1 => $"{noun}_{verb}", 2 => $"{Made.Word(dice)}_{noun}", _ => $"{verb}_{noun}" };
            var arguments = dice.Some(ToolNouns.Arguments, dice.Below(10) switch { 0 => 0, < 6 => 1, < 9 => 2, _ => 3 });
            if (dice.Chance(15) && arguments.Count > 0) arguments[0] = ($"{Made.Word(dice)}", "string", Made.Word);
            offers.Add(new Offer(name, verb, noun, arguments, Json(dice, name, verb, noun, arguments)));
        }
        return offers;
    }

    // As clients of OpenAI's protocol send it.
    private static string Json(Dice dice, string name, string verb, string noun, List<(string Name, string Type, Func<Dice, object> Value)> arguments)
    {
        var described = dice.Chance(30);
        var properties = string.Join(", ", arguments.Select(argument => $"\"{argument.Name}\": {{\"type\": \"{argument.Type}\"{(described ? $", \"description\": \"the {Spaced(argument.Name)}\"" : "")}}}"));
        var required = dice.Chance(70) ? $", \"required\": [{string.Join(", ", arguments.Select(argument => $"\"{argument.Name}\""))}]" : "";
        var parameters = $"{{\"type\": \"object\", \"properties\": {{{properties}}}{required}}}";
        var description = dice.Chance(85) ? $"\"description\": \"{Wording.Say(dice, "({V} the {o}|{V} {a}|{V} the {o} (you want|for a user|now)|Use this to {v} the {o})", ("V", Wording.Capital(verb)), ("v", verb), ("o", noun), ("a", Wording.WithArticle(noun)))}{(dice.Chance(30) ? "." : "")}\", " : "";
        return $"{{\"type\": \"function\", \"function\": {{\"name\": \"{name}\", {description}\"parameters\": {parameters}}}}}";
    }

    private static (string Result, string Told) Result(Dice dice, Offer offer)
    {
        var number = dice.Between(1, 500);
        var word = dice.Pick([dice.Pick(Categories.All[4].Items), dice.Pick(StoryWords.Traits), Made.Word(dice), "sunny", "rainy", "open", "late", "ready", "full"]);
        return dice.Below(5) switch
        {
            0 => ($"{{\"{offer.Subject}\": \"{word}\"}}", Wording.Say(dice, "The {o} is {w}.", ("o", offer.Subject), ("w", word))),
            1 => ($"{{\"result\": {number}}}", Wording.Say(dice, "(The result is {w}.|I got the result {w}.)", ("w", $"{number}"))),
            2 => ("{\"status\": \"ok\"}", Wording.Say(dice, "(Done!|It is done.|All done:) (The {o} is taken care of.|I used {t} and it worked.)", ("o", offer.Subject), ("t", offer.Name))),
            3 => ($"{{\"error\": \"{word}\"}}", Wording.Say(dice, "(I am sorry, that did not work: {w}.|Sorry, there was an error: {w}.)", ("w", word))),
            _ => ($"{{\"{offer.Subject}\": \"{word}\", \"value\": {number}}}", Wording.Say(dice, "The {o} is {w}, (and the value is|with a value of) {n}.", ("o", offer.Subject), ("w", word), ("n", $"{number}"))),
        };
    }

    private static string Spaced(string name) => name.Replace('_', ' ');
}
