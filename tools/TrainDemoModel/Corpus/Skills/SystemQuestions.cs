using Orchestrator.Tools.TrainDemoModel.Corpus.Judging;
using Orchestrator.Tools.TrainDemoModel.Corpus.Words;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>Questions about this system. Held out are ways to ask, not topics.</summary>
internal static class SystemQuestions
{
    private const string Before = "(|||||Please: |Quick question: |Hi! |In this system, |Hello, |I am new here. |One more question: |Sorry, |Hey, )";

    public static Exchange Draw(Dice dice)
    {
        var topic = dice.Pick(SystemTopics.All);
        var name = dice.Pick(topic.Names);
        // "What happens when ..." is a question already.
        var pattern = name.StartsWith("what ", StringComparison.Ordinal)
            ? "({n}?|can you tell me {n}?|tell me {n}.|please explain {n}.|do you know {n}?|I want to know {n}.)"
            : "(what is {n}?|what is {n}?|explain {n}.|can you explain {n}?|what does {n} mean?|tell me about {n}.|please explain {n}.|how does {n} work?|what does {n} do?|what does {n} do here?|what is {n} for?|and what is {n}?|describe {n}.|what do you know about {n}?|define {n}.|what is {n} good for?|could you explain {n}?"
                + "|I do not understand {n}.|what is meant by {n}?|give me a short explanation of {n}.|explain {n} in simple words.|what is {n} in one or two sentences?|why do we need {n}?)";
        var question = Wording.Say(dice, Before) + Wording.Say(dice, pattern, ("n", name));
        if (dice.Chance(85)) question = Wording.Capital(question);
        var answer = Wording.Say(dice, topic.What) + " " + Wording.Say(dice, topic.Why);
        return Exchange.Of(Skill.System, question, question, answer.Replace("  ", " "), new OnTopic(topic.Keywords));
    }
}
