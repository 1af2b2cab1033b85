using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>A conversation in tokens; target i, the token after token i, counts in the loss where it is learnt.</summary>
internal sealed record Sample(int[] Tokens, bool[] Learnt)
{
    /// <summary>Cut after <paramref name="context"/> tokens.</summary>
    public static Sample Of(Conversation chat, DemoVocabulary vocabulary, int context)
    {
        var (tokens, learnt) = (new List<int>(), new List<bool>());
        foreach (var (text, isLearnt) in ChatMarkup.Pieces(chat))
        {
            tokens.AddRange(vocabulary.Encode(text));
            while (learnt.Count < tokens.Count) learnt.Add(isLearnt);
        }
        return new Sample([.. tokens.Take(context)], [.. learnt.Take(context)]);
    }
}
