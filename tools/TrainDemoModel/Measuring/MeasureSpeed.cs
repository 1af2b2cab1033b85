using System.Diagnostics;
using Orchestrator.Tools.TrainDemoModel.Network;
using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Measuring;

/// <summary>How many tokens a second a shape trains on this machine, with random tokens, so that a run can be planned.</summary>
internal static class MeasureSpeed
{
    /// <summary>Tokens per second of forward and backward passes over <paramref name="sequences"/> x <paramref name="length"/> tokens, the best of <paramref name="runs"/>, which others on the machine disturbed least. 40 % of the tokens count in the loss.</summary>
    public static double Of(NetworkShape shape, int sequences, int length, bool half, int runs, Device device)
    {
        using var network = new DemoNetwork(shape, 1, device, half);
        var best = 0.0;
        for (var run = 0; run <= runs; run++)
        {
            using var scope = NewDisposeScope();
            var tokens = randint(shape.Vocab, [sequences, length], dtype: int64, device: device);
            var trained = arange(sequences * length * 2 / 5, dtype: int64, device: device);
            var targets = randint(shape.Vocab, [trained.shape[0]], dtype: int64, device: device);
            var clock = Stopwatch.StartNew();
            var hidden = network.Forward(tokens).reshape(-1, shape.Hidden).index_select(0, trained);
            var loss = nn.functional.cross_entropy(network.Logits(hidden), targets);
            loss.backward();
            // Reading the loss waits for the device. The first run warms up.
            loss.item<float>();
            if (run > 0) best = Math.Max(best, sequences * length / clock.Elapsed.TotalSeconds);
        }
        return best;
    }
}
