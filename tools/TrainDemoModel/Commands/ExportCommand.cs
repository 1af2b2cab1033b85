using Orchestrator.ModelFiles;
using Orchestrator.Tools.TrainDemoModel.Export;
using TorchSharp;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>export: writes NAME-f16.gguf and NAME-q8_0.gguf.</summary>
internal static class ExportCommand
{
    public static void Run(Options options)
    {
        var folder = options.Text("run", "demo-run");
        var name = options.Text("out", Path.Combine(folder, "demo-chat"));
        options.End();
        using var run = new TrainedRun(folder, torch.CPU);
        foreach (var type in new[] { TensorType.F16, TensorType.Q8_0 })
        {
            var path = $"{name}-{type.ToString().ToLowerInvariant()}.gguf";
            GgufExport.Write(path, run.Network, run.Vocabulary, run.Plan, run.State, type);
            Console.WriteLine($"{path}: {new FileInfo(path).Length / 1e6:F2} MB");
        }
    }
}
