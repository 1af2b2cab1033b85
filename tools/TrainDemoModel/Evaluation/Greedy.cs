using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Network;
using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Evaluation;

/// <summary>The likeliest answer, token by token.</summary>
internal static class Greedy
{
    /// <summary>The answer's tokens without the end mark, at most <paramref name="most"/>.</summary>
    public static List<int> Answer(DemoNetwork network, IReadOnlyList<int> prompt, int most)
    {
        using var _ = inference_mode();
        using var cache = new KeyValueCache(network.Shape.Layers);
        var answer = new List<int>();
        var input = prompt.Select(token => (long)token).ToArray();
        while (answer.Count < most && cache.Length + input.Length <= network.Shape.Context)
        {
            using var scope = NewDisposeScope();
            var device = network.Named.First().Weight.device;
            var hidden = network.Forward(tensor(input, [1, input.Length], device: device), cache);
            var token = (int)network.Logits(hidden.select(1, -1)).argmax(-1).item<long>();
            if (token is DemoVocabulary.TurnEnd or DemoVocabulary.EndOfText) break;
            answer.Add(token);
            input = [token];
        }
        return answer;
    }
}
