using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Network;

namespace Orchestrator.Tools.TrainDemoModel.Evaluation;

/// <summary>Greedy answers to held-out prompts, judged, per skill.</summary>
internal static class SkillFigures
{
    private const int LongestAnswer = 400;

    /// <summary>How many of the first <paramref name="prompts"/> held-out prompts are answered well; <paramref name="faults"/> hears of the others.</summary>
    public static int Good(DemoNetwork network, DemoVocabulary vocabulary, Skill skill, ulong seed, int prompts, TextWriter? faults)
    {
        var good = 0;
        for (var number = 0; number < prompts; number++)
        {
            var (prompt, answer, fault) = Try(network, vocabulary, skill, seed, number);
            if (fault is null) good++;
            else faults?.WriteLine($"{skill}: {fault}\n  {prompt.Turns[^1].Text}\n  {Short(answer, 400)}");
        }
        return good;
    }

    /// <summary>One answer of each skill, for people to look at.</summary>
    public static void Show(DemoNetwork network, DemoVocabulary vocabulary, ulong seed, TextWriter log)
    {
        foreach (var skill in SkillCatalogue.All)
        {
            var (prompt, answer, fault) = Try(network, vocabulary, skill, seed, 0);
            log.WriteLine($"  {skill} ({fault ?? "good"}): {Short(prompt.Turns[^1].Text, 120)} -> {Short(answer, 240)}");
        }
    }

    private static (Conversation Prompt, string Answer, string? Fault) Try(DemoNetwork network, DemoVocabulary vocabulary, Skill skill, ulong seed, int number)
    {
        var (prompt, exchange) = ConversationSource.HeldOut(skill, seed, (ulong)number);
        var answer = vocabulary.Decode(Greedy.Answer(network, vocabulary.Encode(ChatMarkup.Prompt(prompt)), LongestAnswer)).Trim();
        return (prompt, answer, answer.Length == 0 ? "nothing" : exchange.Judge.Fault(answer));
    }

    private static string Short(string text, int length) => (text.Length > length ? text[..length] + "..." : text).Replace("\n", "\\n");
}
