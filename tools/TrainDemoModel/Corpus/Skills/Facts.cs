using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Capitals, continents, languages and simple facts from the tables. Held out is a way to ask for a fact, not the fact.</summary>
internal static class Facts
{
    public static Exchange Draw(Dice dice) => dice.Chance(60) ? OfCountry(dice) : OfTable(dice);

    private static Exchange OfCountry(Dice dice)
    {
        var (country, capital, continent, language) = dice.Pick(Countries.All);
        var (question, answer, keyword) = dice.Below(10) switch
        {
            < 6 => ("(what is the capital of {c}|what's the capital of {c}|which city is the capital of {c}|name the capital of {c}|tell me the capital of {c}|do you know the capital of {c}|what is {c}'s capital|the capital of {c})",
                "(The capital of {c} is {x}.|{x} is the capital of {c}.)", capital),
            < 8 => ("(on which continent is {c}|which continent is {c} on|where is {c}|what continent does {c} belong to|in which part of the world is {c})", "({c} is in {x}.|{c} lies in {x}.)", continent),
            8 => ("(which language is spoken in {c}|what language do people speak in {c}|what do they speak in {c}|what is the main language of {c})", "(In {c} people speak {x}.|The main language of {c} is {x}.)", language),
            _ => ("(of which country is {k} the capital|{k} is the capital of which country|which country has the capital {k}|in which country is {k})", "({k} is the capital of {x}.)", country),
        };
        var asked = Finished(dice, Wording.Say(dice, question, ("c", country), ("k", capital)));
        return Exchange.Of(Skill.Facts, asked, asked, Wording.Say(dice, answer, ("c", country), ("x", keyword), ("k", capital)), new OnTopic(keyword));
    }

    private static Exchange OfTable(Dice dice)
    {
        var fact = dice.Pick(FactTable.All);
        var asked = dice.Chance(55)
            ? Finished(dice, fact.Direct)
            : Wording.Say(dice, "(Do you know|Can you tell me|Could you tell me|Please tell me|I want to know|I would like to know|My child asks) {x}(.|?)", ("x", fact.Core));
        return Exchange.Of(Skill.Facts, asked, asked, fact.Answer, new OnTopic(fact.Keyword));
    }

    private static string Finished(Dice dice, string question)
    {
        var before = Wording.Say(dice, "(||||Please tell me: |Quick question: |Tell me, |Hi, |Hey, )");
        var text = Wording.Say(dice, "{b}{q}(?|?|?|)", ("b", before), ("q", question));
        return dice.Chance(15) ? text : Wording.Capital(text);
    }
}
