using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Several turns that refer back: something was said and is asked for, or a question goes on where the last one ended.</summary>
internal static class Recall
{
    public static Exchange Draw(Dice dice) => dice.Below(10) switch { < 5 => Asked(dice), < 7 => AnotherCapital(dice), 7 => SumGoesOn(dice), _ => AfterStory(dice) };

    private static Exchange AnotherCapital(Dice dice)
    {
        var countries = dice.Some(Countries.All, dice.Between(2, 3));
        List<Turn> turns = [];
        foreach (var (country, capital, _, _) in countries)
        {
            turns.Add(Turn.User(Wording.Say(dice, turns.Count == 0 ? "(What is the capital of {c}?|What's the capital of {c}?|Name the capital of {c}.|Capital of {c}?)" : "(And of {c}?|And {c}?|What about {c}?|And the one of {c}?|How about {c}?)", ("c", country))));
            turns.Add(Turn.Assistant(Wording.Say(dice, "(The capital of {c} is {x}.|{x} is the capital of {c}.)", ("c", country), ("x", capital))));
        }
        return new Exchange(Skill.Recall, string.Join(',', countries.Select(entry => entry.Country)), turns, new OnTopic(countries[^1].Capital), turns.Count - 1);
    }

    private static Exchange SumGoesOn(Dice dice)
    {
        var a = dice.Below(99);
        var (b, c) = (dice.Below(100 - a), dice.Below(100));
        var (first, second) = (a + b, a + b + c);
        return new Exchange(Skill.Recall, $"{a}+{b}+{c}",
        [
            Turn.User(Wording.Say(dice, "(What is {a} + {b}?|{a} + {b}|How much is {a} plus {b}?|Add {a} and {b}.)", ("a", $"{a}"), ("b", $"{b}"))),
            Turn.Assistant($"<think>\n{Arithmetic.Sum(a, b)}\n</think>\n\n{a} + {b} = {first}."),
            Turn.User(Wording.Say(dice, "(And plus {c}?|Now add {c}.|Add {c} to that.|And {c} more?|Plus {c}?)", ("c", $"{c}"))),
            Turn.Assistant($"<think>\n{Arithmetic.Sum(first, c)}\n</think>\n\n{first} + {c} = {second}."),
        ], new ResultGiven(second), 3);
    }

    private static Exchange AfterStory(Dice dice)
    {
        var story = SkillCatalogue.Draw(Skill.Story, dice, heldOut: false);
        var (hero, place) = ((StoryTold)story.Judge) is var told ? (told.Hero, told.Place) : default;
        var ofPlace = place.Length > 0 && dice.Chance(50);
        var named = char.IsUpper(hero[0]);
        var (question, answer) = ofPlace ? ("(Where (did it happen|was that|does the story happen)?|Where was it?|What was the place again?)", "(It happened|The story happens|It was) {p}.")
            : ("(Who was (it|the story) about?|Who was the hero( of the story|)?|What was it about?|Whom did you tell me about?)", "(The story was about|It was about|The hero was) {h}.");
        return new Exchange(Skill.Recall, story.Key, [.. story.Turns, Turn.User(Wording.Say(dice, question)), Turn.Assistant(Wording.Say(dice, answer, ("p", ofPlace ? Stories.At(place) + " " + Wording.WithArticle(place) : ""), ("h", named ? hero : Wording.WithArticle(hero))))],
            new OnTopic(ofPlace ? place : hero), 3);
    }

    private static Exchange Asked(Dice dice)
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
