using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Network;

/// <summary>
/// Rotary positions (Su et al., RoFormer): neighbours 2i and 2i + 1 of a head are one complex number, turned by position x base^(-2i / headDim).
/// This is the pairing that GGUF files of the architecture "llama" mean, so queries and keys go into the file as they are.
/// </summary>
internal sealed class Rotation : IDisposable
{
    // complex64, [context, 1, headDim / 2]
    private readonly Tensor _turns;

    public Rotation(NetworkShape shape, Device device)
    {
        var pairs = shape.HeadDim / 2;
        var turns = new float[shape.Context * pairs * 2];
        for (var position = 0; position < shape.Context; position++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var angle = position * Math.Pow(NetworkShape.RopeBase, -2.0 * pair / shape.HeadDim);
                turns[(position * pairs + pair) * 2] = (float)Math.Cos(angle);
                turns[(position * pairs + pair) * 2 + 1] = (float)Math.Sin(angle);
            }
        }
        using var plain = tensor(turns, [shape.Context, 1, pairs, 2]);
        _turns = view_as_complex(plain).to(device);
        _turns.DetachFromDisposeScope();
    }

    /// <summary>heads: float32, [batch, tokens, heads, headDim]; the first token stands at <paramref name="position"/>.</summary>
    public Tensor Apply(Tensor heads, int position)
    {
        var sizes = heads.shape;
        var turns = _turns.narrow(0, position, sizes[1]);
        return view_as_real(view_as_complex(heads.reshape(sizes[0], sizes[1], sizes[2], sizes[3] / 2, 2)) * turns).reshape(sizes);
    }

    public void Dispose() => _turns.Dispose();
}
