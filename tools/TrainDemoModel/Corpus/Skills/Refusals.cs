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
        ("Who (won|has won) (the game|the match|the election|the cup|the race) (in {c} |) (yesterday|today|last night|this week|this year)?", "I do not know (current|recent) events"),
        ("(What is|Tell me|Do you know) (my|{n}'s|my neighbor's|my friend {n}'s) (phone number|address|password|birthday|email address|bank account)(?|, please?)", "I do not know private details of people"),
        ("(What is|What's|Tell me) (in the news|the latest news|new in the news) (today |)(in|from|about) {c}(?|.)", "I do not know (current|recent) events"),
        ("(Who will|Which team will|Will {n}) (win the lottery|be famous|be rich) (next year|tomorrow|one day|in ten years)?", "I cannot see the future"),
        ("(Please |Can you |Could you |)(call|send an email to|write a letter to|book a table for|order a pizza for|buy flowers for) {n} (for me|today|now|tonight|)(.|?)", "I can only write text here"),
        ("(Where is|Where did I put|Where are|Can you find) (my|{n}'s) (keys|phone|glasses|wallet|umbrella|bag|cat) (now|today|right now|)?", "I cannot see where things are"),
        ("(What am I|What is {n}|What are we) (wearing|thinking|doing|eating|holding) (right now|now|today|at the moment)?", "I cannot see or hear anything"),
        ("(Write|Please write|Can you write|I need) (a program|code|a function|a script|an app) (in (Python|C#|Java|Rust) |)(that sorts a list|for my homework|to find primes|for a game|that draws a {m}|to count {m}s)(.|?)", "I am too small to write code"),
        ("(What is|How much is|Calculate|Compute) {x} (*|/|times|divided by|x) {y}(?|.|)", "I have only learned to add and subtract numbers below 100"),
        ("(What is|How much is|Calculate|Compute) {x} (+|-|plus|minus) {z}(?|.|)", "I have only learned to add and subtract numbers below 100"),
        ("(Translate|Please translate|Can you translate) (this|{m}|my letter|\"{m}\"|good morning) (into|to) {l}(.|?)", "I only speak a little English"),
        ("(Who was|Who is|Tell me about|What do you know about) (Napoleon|Einstein|Mozart|Cleopatra|Shakespeare|Picasso|the president of {k}|the king of {k}|the mayor of {c}|Mr. {i}|Doctor {i})(?|.)", "I know (only a few simple facts|very few facts), and nothing about (this person|that person)"),
        ("(I have a|My {n} has a|I have had a) (headache|fever|cough|sore throat|rash|stomach ache). What (should I do|shall I take|is it)?", "I am no doctor, (so please ask one|and only a doctor can help)"),
        ("(Should I|Shall I|Is it good to) (buy|sell) (gold|{i} shares|a house in {c}|bitcoin)( now| today| this year|)?", "I know nothing about (money|markets)"),
        ("(Summarize|Please summarize|Can you summarize|Explain) (the book {i}|the movie {i}|this article|the paper on {m}|chapter {y} of {i})(.|?)", "I have not read it"),
        ("What is (a {m}|{m}|the {m} of {i}|the meaning of {m})?", "I do not know that word"),
    ];

    public static Exchange Draw(Dice dice)
    {
        var (question, why) = dice.Pick(s_cases);
        (string, string)[] slots = [("c", dice.Pick(Countries.All).Capital), ("n", dice.Pick(People.Names)), ("i", Wording.Capital(Made.Word(dice))),
            ("m", Made.Word(dice)), ("l", dice.Pick(Countries.All).Language), ("k", dice.Pick(Countries.All).Country), ("x", $"{dice.Between(100, 9999)}"), ("y", $"{dice.Between(2, 999)}"), ("z", $"{dice.Between(2, 9999)}")];
        var asked = Wording.Say(dice, question, slots).Replace("  ", " ").Replace(" ?", "?").Replace(" .", ".");
        asked = Wording.Capital(asked);
        var reason = Wording.Say(dice, why, slots);
        var answer = Wording.Say(dice, "(I am sorry, but {w}, so I cannot (tell you|say that|help with that).|Sorry, I cannot (help with that|tell you that), because {w}.|I am afraid I cannot (answer|do) that: {w}.) (Is there anything else|Can I help with something else|Would you like a short story instead)?",
            ("w", reason));
        return Exchange.Of(Skill.Refusal, asked, asked, answer, new OnTopic("cannot|sorry|afraid"));
    }
}
