using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>What the model cannot know or do, and says so kindly.</summary>
internal static class Refusals
{
    // question | why not
    private static readonly (string Question, string Why)[] s_cases =
    [
        ("(What is the weather (like |)in {c}|Will it rain in {c}|How warm is it in {c}|Is it sunny in {c}) (today|tomorrow|right now|now)?", "I have no access to (live|current) weather (data|reports)"),
        ("(What time is it|What is the time|How late is it) (in {c}|now in {c}|in {c} now)?", "I have no clock"),
        ("(What is the price of|How much does|What does) (gold|oil|a bitcoin|{i} stock|a flight to {c}|a hotel in {c}) (cost today|cost right now|today|now)?", "I have no access to current prices"),
        ("Who (won|will win) (the game|the match|the election|the cup|the race) (in {c} |) (yesterday|today|tomorrow|last night|this week|this year)?", "I do not know (current|recent) events"),
        ("(What is|Tell me|Do you know) (my|{n}'s|my neighbor's|my friend {n}'s) (phone number|address|password|birthday|email address|bank account)(?|, please?)", "I do not know private details of people"),
        ("(What is|What's|Tell me) (in the news|the latest news|new in the news) (today |)(in|from|about) {c}(?|.)", "I do not know (current|recent) events"),
        ("(Who will|Which team will|Will {n}) (win the lottery|be famous|be rich) (next year|tomorrow|one day|in ten years)?", "I cannot see the future"),
        ("(Please |Can you |Could you |)(call|send an email to|write a letter to|book a table for|order a pizza for|buy flowers for) {n} (for me|today|now|tonight|)(.|?)", "I can only write text here"),
        ("(Where is|Where did I put|Where are|Can you find) (my|{n}'s) (keys|phone|glasses|wallet|umbrella|bag|cat) (now|today|right now|)?", "I cannot see where things are"),
        ("(What am I|What is {n}|What are we) (wearing|thinking|doing|eating|holding) (right now|now|today|at the moment)?", "I cannot see or hear anything"),
    ];

    public static Exchange Draw(Dice dice)
    {
        var (question, why) = dice.Pick(s_cases);
        (string, string)[] slots = [("c", dice.Pick(Countries.All).Capital), ("n", dice.Pick(People.Names)), ("i", Wording.Capital(Made.Word(dice)))];
        var asked = Wording.Say(dice, question, slots).Replace("  ", " ").Replace(" ?", "?").Replace(" .", ".");
        asked = Wording.Capital(asked);
        var reason = Wording.Say(dice, why, slots);
        var answer = Wording.Say(dice, "(I am sorry, but {w}, so I cannot (tell you|say that|help with that).|Sorry, I cannot (help with that|tell you that), because {w}.|I am afraid I cannot (answer|do) that: {w}.) (Is there anything else|Can I help with something else|Would you like a short story instead)?",
            ("w", reason));
        return Exchange.Of(Skill.Refusal, asked, asked, answer, new OnTopic("cannot|sorry|afraid", "no |not"));
    }
}
