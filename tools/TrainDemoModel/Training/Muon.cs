using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>
/// Muon (Keller Jordan and others, 2024): momentum whose step is the nearest matrix with all singular values near one, so that rare directions are
/// learnt as fast as frequent ones. For the matrices within the layers; embeddings and norms are AdamW's.
/// </summary>
internal sealed class Muon : IDisposable
{
    private const float Momentum = 0.95f, Decay = 0.01f;
    private const int Iterations = 5;
    private readonly List<Group> _groups;

    public Muon(IEnumerable<Tensor> matrices) => _groups = [.. matrices.GroupBy(matrix => (matrix.shape[0], matrix.shape[1]))
        .Select(group => new Group([.. group], zeros([group.Count(), group.Key.Item1, group.Key.Item2], device: group.First().device).DetachFromDisposeScope()))];

    /// <summary>What a checkpoint has to keep beside the weights.</summary>
    public IEnumerable<Tensor> Kept => _groups.Select(group => group.Momentum);

    /// <summary>One step along the gradients times <paramref name="scale"/>. A rate of 0.02 moves a square matrix by about that share of its rows' length.</summary>
    public void Step(float rate, float scale)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (matrices, momentum) in _groups)
        {
            var gradients = stack(matrices.Select(matrix => matrix.grad!)) * scale;
            momentum.mul_(Momentum).add_(gradients, alpha: 1f - Momentum);
            var step = Orthogonal(gradients.mul_(1f - Momentum).add_(momentum, alpha: Momentum));
            var (rows, columns) = (momentum.shape[1], momentum.shape[2]);
            var length = rate * MathF.Sqrt(Math.Max(1f, rows / (float)columns));
            for (var i = 0; i < matrices.Count; i++) matrices[i].mul_(1f - (rate * Decay)).add_(step[i], alpha: -length);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Kept) tensor.Dispose();
    }

    // Newton and Schulz's iteration with Jordan's coefficients: singular values end between about 0.7 and 1.2. matrices: [count, rows, columns].
    private static Tensor Orthogonal(Tensor matrices)
    {
        var isTall = matrices.shape[1] > matrices.shape[2];
        var x = (isTall ? matrices.transpose(1, 2) : matrices).to(bfloat16);
        x = x / (x.to(float32).square().sum([1, 2], keepdim: true).sqrt() + 1e-7f).to(bfloat16);
        for (var i = 0; i < Iterations; i++)
        {
            var square = x.bmm(x.transpose(1, 2));
            x = (x * 3.4445f) + ((square * -4.7750f) + (square.bmm(square) * 2.0315f)).bmm(x);
        }
        return (isTall ? x.transpose(1, 2) : x).to(float32);
    }

    private sealed record Group(IReadOnlyList<Tensor> Matrices, Tensor Momentum);
}
