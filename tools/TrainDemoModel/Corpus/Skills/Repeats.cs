using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Saying again what was said: all of it, or one word of it.</summary>
internal static class Repeats
{
    public static Exchange Draw(Dice dice)
    {
        if (dice.Chance(25)) return One(dice);
        var text = dice.Below(4) switch
        {
            0 => Sentence(dice),
            1 => string.Join(' ', AnyWord.Some(dice, dice.Between(2, 7))),
            2 => string.Join(", ", AnyWord.Some(dice, dice.Between(2, 7))),
            _ => string.Join(' ', Enumerable.Range(0, dice.Between(2, 6)).Select(_ => dice.Chance(50) ? Made.Word(dice) : $"{dice.Between(0, 9999)}")),
        };
        var question = Wording.Say(dice, "(Repeat after me: {x}|Repeat this: {x}|Repeat: {x}|Say \"{x}\"|Say \"{x}\".|Please say \"{x}\".|Can you say \"{x}\"?|Write exactly this: {x}|Copy this text: {x}|Echo {x}|Answer only with \"{x}\".)", ("x", text));
        return Exchange.Of(Skill.Repeat, question, question, text, new Repeated(text));
    }

    private static Exchange One(Dice dice)
    {
        var words = AnyWord.Some(dice, dice.Between(2, 5));
        var (place, word) = dice.Below(3) switch
        {
            0 => ("first", words[0]),
            1 => ("second", words[1]),
            _ => ("last", words[^1]),
        };
        var question = Wording.Say(dice, "(What is the {p} of these|Which one is {p}|Give me the {p} of these|Tell me the {p} one|Only the {p}, please): {x}(.||?)", ("p", place), ("x", string.Join(", ", words)));
        return Exchange.Of(Skill.Repeat, question, question, word, new Repeated(word));
    }

    private static string Sentence(Dice dice) => Wording.Say(dice, "({n} (likes|has|sees|wants|remembers) the {t} {k}.|The {t} {k} (lives in|comes from|knows) {c}.|(Good morning|Hello|Welcome), {n}!|I (bought|found|lost|drew) (a|the) {t} {k} in {c}.|{n} and I (speak|learn) {l}.)",
        ("n", dice.Pick(People.Names)), ("t", dice.Pick(StoryWords.Traits)), ("k", dice.Pick(StoryWords.Kinds)), ("c", dice.Pick(Countries.All).Capital), ("l", dice.Pick(Countries.All).Language));
}
