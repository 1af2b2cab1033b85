using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Something is said, perhaps something else comes between, and it is asked for.</summary>
internal static class Recall
{
    public static Exchange Draw(Dice dice)
    {
        var (said, question, answer, keyword, heard) = Remembered(dice);
        List<Turn> turns = [Turn.User(said), Turn.Assistant(heard)];
        for (var between = dice.Below(3); between > 0; between--)
        {
            var other = SkillCatalogue.Draw(dice.Pick([Skill.Facts, Skill.Arithmetic, Skill.Lists, Skill.System]), dice, heldOut: false);
            turns.AddRange(other.Turns);
        }
        turns.AddRange([Turn.User(question), Turn.Assistant(answer)]);
        return new Exchange(Skill.Recall, said + question, turns, new OnTopic(keyword), turns.Count - 1);
    }

    private static (string Said, string Question, string Answer, string Keyword, string Heard) Remembered(Dice dice)
    {
        var name = dice.Pick(People.Names);
        var city = dice.Pick(Countries.All).Capital;
        var (thing, value) = dice.Below(8) switch
        {
            0 or 1 => ("name", name),
            2 => ("favorite color", dice.Pick(Categories.All[4].Items)),
            3 => ("favorite number", $"{dice.Between(2, 99)}"),
            4 => ("home town", city),
            5 => (Wording.Say(dice, "(dog|cat|horse|parrot)'s name"), dice.Pick(People.Names)),
            6 => ("code word", Made.Word(dice)),
            _ => ("favorite animal", dice.Pick(Categories.All[2].Items)),
        };
        (string, string)[] slots = [("k", thing), ("v", value)];
        return (
            Wording.Say(dice, "(My {k} is {v}.|Please remember: my {k} is {v}.|Remember that my {k} is {v}.|Hi! My {k} is {v}.|I want you to know that my {k} is {v}.|By the way, my {k} is {v}.)", slots),
            Wording.Say(dice, "(What is my {k}?|What's my {k}?|Do you remember my {k}?|Tell me my {k}.|What did I say my {k} is?|Can you tell me my {k}?)", slots),
            Wording.Say(dice, "(Your {k} is {v}.|You said that your {k} is {v}.|You told me that your {k} is {v}.)", slots),
            value,
            Wording.Say(dice, "(Thank you, I will remember that your {k} is {v}.|Good to know! Your {k} is {v}.|I see, your {k} is {v}.|All right, your {k} is {v}.)", slots));
    }
}
