using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>
/// Conversations of similar length side by side, filled up at the end. Each row is one conversation from its beginning, so attention never sees another one and needs no
/// mask; what stands in the filling looks at text before it, and nothing looks at the filling.
/// </summary>
internal sealed class Batch
{
    // libtorch compiles a matrix product for each new size and keeps it: lengths and counts are rounded up so that sizes come again.
    private const int LengthStep = 32, LearntStep = 256;
    // The loss leaves this target out.
    private const long Nothing = -100;

    private readonly long[] _tokens, _places, _targets;
    private readonly int _rows, _length;

    public Batch(IReadOnlyList<Sample> samples)
    {
        _rows = samples.Count;
        _length = Length(samples.Max(sample => sample.Tokens.Length));
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
        Learnt = targets.Count;
        while (targets.Count % LearntStep != 0)
        {
            places.Add(0);
            targets.Add(Nothing);
        }
        (_places, _targets) = ([.. places], [.. targets]);
    }

    /// <summary>Positions of a row whose longest conversation has so many tokens; the last token is only a target.</summary>
    public static int Length(int tokens) => (tokens - 1 + LengthStep - 1) / LengthStep * LengthStep;

    /// <summary>Positions computed, the filling included.</summary>
    public int Positions => _tokens.Length;

    /// <summary>Tokens that count in the loss.</summary>
    public int Learnt { get; }

    /// <summary>Sum of the loss over what is learnt.</summary>
    public Tensor Loss(Network.DemoNetwork network, Device device)
    {
        var hidden = network.Forward(tensor(_tokens, [_rows, _length], device: device)).reshape(-1, network.Shape.Hidden).index_select(0, tensor(_places, device: device));
        return nn.functional.cross_entropy(network.Logits(hidden), tensor(_targets, device: device), ignore_index: Nothing, reduction: nn.Reduction.Sum);
    }
}
