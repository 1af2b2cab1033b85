using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Export;
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
        var begun = resume || options.Text("from", "") is not { Length: > 0 } from ? null : new ExportedModel(from);
        var plan = resume ? RunPlan.Load(folder) : NewPlan(options, begun);
        options.End();
        torch.set_num_threads(plan.Threads);
        if (!resume)
        {
            if (File.Exists(Checkpoint.Path(folder))) throw new ArgumentException($"{folder} holds a run already; go on with --resume, or name another folder with --run");
            Directory.CreateDirectory(folder);
            (begun?.Vocabulary ?? LearntVocabulary(plan)).Save(VocabularyPath(folder));
            plan.Save(folder);
        }
        begun?.Dispose();
        using var ended = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; ended.Cancel(); };
        using var log = new StreamWriter(Path.Combine(folder, "log.txt"), append: true) { AutoFlush = true };
        using var both = new Twofold(Console.Out, log);
        new TrainingRun(folder, plan, DemoVocabulary.Load(VocabularyPath(folder)), device, both).Go(TimeSpan.FromHours(hours), ended.Token);
    }

    public static string VocabularyPath(string folder) => Path.Combine(folder, "vocabulary.json");

    // What is trained further brings its shape, its vocabulary and its context.
    private static RunPlan NewPlan(Options options, ExportedModel? begun)
    {
        var (shape, vocab, context) = begun is null
            ? (options.Text("shape", "256x6x8x4x640"), options.Count("vocab", 4096), options.Count("context", 1024))
            : (begun.Shape.ToString(), begun.Shape.Vocab, begun.Shape.Context);
        return new RunPlan(
            shape, (ulong)options.Number("seed", 1), options.Count("steps", 5000), (float)options.Number("rate", 2e-3), options.Count("positions", 4096), options.Count("passes", 3),
            !options.Switch("full-precision"), options.Count("threads", Environment.ProcessorCount), vocab, context)
        {
            From = begun?.Path,
            Mix = Mix(options.Text("mix", "")),
        };
    }

    private static DemoVocabulary LearntVocabulary(RunPlan plan)
    {
        Console.WriteLine($"learning {plan.Vocab} tokens from {RunPlan.VocabularyConversations} conversations");
        return DemoVocabulary.Train(Enumerable.Range(0, RunPlan.VocabularyConversations).SelectMany(number => ChatMarkup.Pieces(ConversationSource.Training(plan.Seed, (ulong)number))).Select(piece => piece.Text), plan.Vocab);
    }

    // "Tools=60,NoTool=15"
    private static Dictionary<Skill, int> Mix(string text)
    {
        var mix = new Dictionary<Skill, int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=');
            if (pair.Length != 2 || !Enum.TryParse<Skill>(pair[0], ignoreCase: true, out var skill) || !int.TryParse(pair[1], out var weight) || weight < 0)
                throw new ArgumentException($"--mix is '{text}'; it must be SKILL=WEIGHT,…, with skills of {string.Join(", ", SkillCatalogue.All)}");
            mix[skill] = weight;
        }
        return mix;
    }
}
