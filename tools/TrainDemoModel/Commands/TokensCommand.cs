using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>tokens: the tokens of a text file, to be compared with what other programs make of it.</summary>
internal static class TokensCommand
{
    public static void Run(Options options)
    {
        var folder = options.Text("run", "demo-run");
        var text = File.ReadAllText(options.Text("file", "text.txt"));
        options.End();
        Console.WriteLine($"[{string.Join(", ", DemoVocabulary.Load(TrainCommand.VocabularyPath(folder)).Encode(text))}]");
    }
}
