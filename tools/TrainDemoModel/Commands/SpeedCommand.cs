using Orchestrator.Tools.TrainDemoModel.Measuring;
using Orchestrator.Tools.TrainDemoModel.Network;
using TorchSharp;

namespace Orchestrator.Tools.TrainDemoModel.Commands;

/// <summary>speed: tokens per second of training for some shapes.</summary>
internal static class SpeedCommand
{
    public static void Run(Options options)
    {
        var shapes = options.Text("shapes", "192x6x6x3x512,256x6x8x4x640,256x8x8x4x704").Split(',');
        var length = options.Count("length", 128);
        var positions = options.Count("positions", 4096);
        var runs = options.Count("runs", 3);
        var device = torch.device(options.Text("device", "cpu"));
        torch.set_num_threads(options.Count("threads", Environment.ProcessorCount));
        options.End();
        foreach (var shape in shapes.Select(text => NetworkShape.Parse(text, 4096, 1024)))
        {
            var (full, half) = (MeasureSpeed.Of(shape, positions / length, length, false, runs, device), MeasureSpeed.Of(shape, positions / length, length, true, runs, device));
            Console.WriteLine($"{shape}  {shape.Parameters / 1e6:F2} M  {positions / length} x {length}  float32 {full:F0} tokens/s  bfloat16 {half:F0} tokens/s");
        }
    }
}
