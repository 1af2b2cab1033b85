using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>
/// Conversations of similar length side by side, filled up at the end. Each row is one conversation from its beginning, so attention never sees another one and needs no
/// mask; what stands in the filling looks at text before it, and nothing looks at the filling.
/// </summary>
internal sealed class Batch
{
    private readonly long[] _tokens, _places, _targets;
    private readonly int _rows, _length;

    public Batch(IReadOnlyList<Sample> samples)
    {
        _rows = samples.Count;
        _length = samples.Max(sample => sample.Tokens.Length) - 1;
        _tokens = new long[_rows * _length];
        var (places, targets) = (new List<long>(), new List<long>());
        for (var row = 0; row < _rows; row++)
        {
            var sample = samples[row];
            for (var i = 0; i + 1 < sample.Tokens.Length; i++)
            {
                _tokens[row * _length + i] = sample.Tokens[i];
                if (!sample.Learnt[i + 1]) continue;
                places.Add(row * _length + i);
                targets.Add(sample.Tokens[i + 1]);
            }
        }
        (_places, _targets) = ([.. places], [.. targets]);
    }

    /// <summary>Positions computed, the filling included.</summary>
    public int Positions => _tokens.Length;

    /// <summary>Tokens that count in the loss.</summary>
    public int Learnt => _targets.Length;

    /// <summary>Sum of the loss over what is learnt.</summary>
    public Tensor Loss(Network.DemoNetwork network, Device device)
    {
        var hidden = network.Forward(tensor(_tokens, [_rows, _length], device: device)).reshape(-1, network.Shape.Hidden).index_select(0, tensor(_places, device: device));
        return nn.functional.cross_entropy(network.Logits(hidden), tensor(_targets, device: device), reduction: nn.Reduction.Sum);
    }
}
