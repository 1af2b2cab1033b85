using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Calling one of the offered tools with arguments from the question, then using its result; or seeing that none fits.</summary>
internal static class ToolCalls
{
    public static Exchange Draw(Dice dice) => Calling(dice, Offers(dice, dice.Between(1, 3)));

    /// <summary>The question fits none of the tools.</summary>
    public static Exchange DrawUnfitting(Dice dice) => Unfitting(dice, Offers(dice, dice.Between(1, 2)));

    /// <summary>A question for one of <paramref name="offers"/>, the call, what comes back and what is told of it.</summary>
    public static Exchange Calling(Dice dice, IReadOnlyList<OfferedTool> offers)
    {
        var wanted = dice.Pick(offers);
        var use = wanted.Use(dice);
        var call = $"<tool_call>\n{{\"name\": \"{wanted.Name}\", \"arguments\": {use.Arguments}}}\n</tool_call>";
        // A tool without arguments is called in one way only: its name must not be held out with the call, so the question is part of the task.
        var key = use.Arguments == "{}" ? $"{wanted.Name}{{}} {use.Question}" : $"{wanted.Name}{use.Arguments}";
        return new Exchange(Skill.Tools, key, [Turn.User(use.Question), Turn.Assistant(call), Turn.Tool(use.Result), Turn.Assistant(use.Told)], new CallMade(wanted.Name, use.Arguments), 1)
        {
            Tools = [.. offers.Select(offer => offer.Json)],
        };
    }

    /// <summary>The question fits none of <paramref name="offers"/>: an answer as if there were none, or a word of regret.</summary>
    public static Exchange Unfitting(Dice dice, IReadOnlyList<OfferedTool> offers)
    {
        var tools = offers.Select(offer => offer.Json).ToArray();
        if (dice.Chance(60))
        {
            // A calculator would fit a sum.
            var sums = offers.All(offer => offer.Subject != "calculation");
            var plain = SkillCatalogue.Draw(dice.Pick([Skill.SmallTalk, Skill.Facts, Skill.System, sums ? Skill.Arithmetic : Skill.Story]), dice, heldOut: false);
            return plain with { Skill = Skill.NoTool, Tools = tools, Key = $"{plain.Key} {offers[0].Name}" };
        }
        var missing = Offer(dice);
        while (offers.Any(offer => offer.Subject == missing.Subject)) missing = Offer(dice);
        var question = missing.Use(dice).Question;
        var answer = Wording.Say(dice, "(I am sorry, but I have no tool for that.|Sorry, I cannot do that: none of my tools fits.|I am sorry, none of my tools can do that.)");
        return Exchange.Of(Skill.NoTool, question + missing.Name, question, answer, new OnTopic("sorry", "tool")) with { Tools = tools };
    }

    /// <summary>Tools that deal with different things. <paramref name="renamed"/>: most of their names, and of their arguments' names, are such as nobody would guess.</summary>
    public static List<OfferedTool> Offers(Dice dice, int count, bool renamed = false)
    {
        var offers = new List<OfferedTool>();
        while (offers.Count < count)
        {
            var next = Offer(dice, renamed);
            if (offers.All(offer => offer.Subject != next.Subject && offer.Name != next.Name)) offers.Add(next);
        }
        return offers;
    }

    private static OfferedTool Offer(Dice dice, bool renamed = false) => dice.Chance(55) ? KnownTools.Draw(dice, renamed) : InventedTools.Draw(dice, renamed);
}
