using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Network;
using Orchestrator.Tools.TrainDemoModel.Training;
using TorchSharp;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>A run's last checkpoint, to be used.</summary>
internal sealed class TrainedRun : IDisposable
{
    public TrainedRun(string folder, torch.Device device)
    {
        Plan = RunPlan.Load(folder);
        torch.set_num_threads(Plan.Threads);
        Vocabulary = DemoVocabulary.Load(TrainCommand.VocabularyPath(folder));
        Network = new DemoNetwork(NetworkShape.Parse(Plan.Shape, Vocabulary.Size, Plan.Context), Plan.Seed, device, half: false);
        State = Checkpoint.Load(folder, Network, null);
    }

    public RunPlan Plan { get; }

    public DemoVocabulary Vocabulary { get; }

    public DemoNetwork Network { get; }

    public Checkpoint State { get; }

    public void Dispose() => Network.Dispose();
}
