using Orchestrator.Tools.TrainDemoModel.Corpus;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>corpus: prints training conversations, or held-out prompts of a skill, as the model reads them.</summary>
internal static class CorpusCommand
{
    public static void Run(Options options)
    {
        var count = options.Count("count", 10);
        var seed = (ulong)options.Number("seed", 1);
        var first = (int)options.Number("first", 0);
        var skill = options.Text("held-out", "");
        options.End();
        for (var number = first; number < first + count; number++)
        {
            Console.WriteLine(skill.Length > 0
                ? ChatMarkup.Prompt(ConversationSource.HeldOut(Enum.Parse<Skill>(skill, ignoreCase: true), seed, (ulong)number).Prompt)
                : string.Concat(ChatMarkup.Pieces(ConversationSource.Training(seed, (ulong)number)).Select(piece => piece.Text)));
        }
    }
}
