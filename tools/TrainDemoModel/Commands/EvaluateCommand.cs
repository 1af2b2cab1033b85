using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Evaluation;
using TorchSharp;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>evaluate: how many held-out prompts of each skill are answered well.</summary>
internal static class EvaluateCommand
{
    public static void Run(Options options)
    {
        var folder = options.Text("run", "demo-run");
        var prompts = options.Count("prompts", 50);
        var faults = options.Switch("faults");
        var skills = options.Text("skills", "");
        var device = torch.device(options.Text("device", "cpu"));
        options.End();
        using var run = new TrainedRun(folder, device);
        foreach (var skill in SkillCatalogue.All.Where(skill => skills.Length == 0 || skills.Split(',').Contains(skill.ToString(), StringComparer.OrdinalIgnoreCase)))
        {
            var good = SkillFigures.Good(run.Network, run.Vocabulary, skill, run.Plan.Seed, prompts, faults ? Console.Out : null);
            Console.WriteLine($"{skill,-11} {good}/{prompts}  {100.0 * good / prompts:F1} %");
        }
    }
}
