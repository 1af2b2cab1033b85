using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Training;
using TorchSharp;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>train: a new run, or with --resume an old one from its last checkpoint.</summary>
internal static class TrainCommand
{
    public static void Run(Options options)
    {
        var folder = options.Text("run", "demo-run");
        var hours = options.Number("hours", 24);
        var device = torch.device(options.Text("device", "cpu"));
        var resume = options.Switch("resume");
        var plan = resume ? RunPlan.Load(folder) : new RunPlan(
            options.Text("shape", "256x6x8x4x640"), (ulong)options.Number("seed", 1), options.Count("steps", 5000), (float)options.Number("rate", 2e-3),
            options.Count("positions", 4096), options.Count("passes", 3), !options.Switch("full-precision"), options.Count("threads", Environment.ProcessorCount), options.Count("vocab", 4096), options.Count("context", 1024));
        options.End();
        torch.set_num_threads(plan.Threads);
        if (!resume)
        {
            if (File.Exists(Checkpoint.Path(folder))) throw new ArgumentException($"{folder} holds a run already; go on with --resume, or name another folder with --run");
            Directory.CreateDirectory(folder);
            plan.Save(folder);
            Console.WriteLine($"learning {plan.Vocab} tokens from {RunPlan.VocabularyConversations} conversations");
            DemoVocabulary.Train(Enumerable.Range(0, RunPlan.VocabularyConversations).SelectMany(number => ChatMarkup.Pieces(ConversationSource.Training(plan.Seed, (ulong)number))).Select(piece => piece.Text), plan.Vocab)
                .Save(VocabularyPath(folder));
        }
        using var ended = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; ended.Cancel(); };
        using var log = new StreamWriter(Path.Combine(folder, "log.txt"), append: true) { AutoFlush = true };
        using var both = new Twofold(Console.Out, log);
        new TrainingRun(folder, plan, DemoVocabulary.Load(VocabularyPath(folder)), device, both).Go(TimeSpan.FromHours(hours), ended.Token);
    }

    public static string VocabularyPath(string folder) => Path.Combine(folder, "vocabulary.json");
}
