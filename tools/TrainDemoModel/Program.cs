using Orchestrator.Tools.TrainDemoModel.Measuring;
using Orchestrator.Tools.TrainDemoModel.Network;
using TorchSharp;

torch.set_num_threads(2);
foreach (var s in args[0].Split(','))
    foreach (var (b, t) in new[] { (32, 128), (8, 512) })
        foreach (var half in new[] { false, true })
        {
            var shape = NetworkShape.Parse(s, 4096, 1024);
            Console.WriteLine($"{shape} {shape.Parameters / 1e6:F2}M {b}x{t} {(half ? "bf16" : "f32")} {MeasureSpeed.Of(shape, b, t, half, 3, torch.CPU):F0} tok/s");
        }
