using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>Loshchilov and Hutter's AdamW; norms and other vectors do not decay.</summary>
internal sealed class AdamW : IDisposable
{
    private const float Beta1 = 0.9f, Beta2 = 0.95f, Tiny = 1e-8f, Decay = 0.1f;
    private readonly List<(Tensor Weight, Tensor Mean, Tensor Square)> _state;

    public AdamW(IEnumerable<Tensor> weights) => _state = [.. weights.Select(weight => (weight, zeros_like(weight).DetachFromDisposeScope(), zeros_like(weight).DetachFromDisposeScope()))];

    /// <summary>Steps done.</summary>
    public int Steps { get; set; }

    /// <summary>What a checkpoint has to keep beside the weights.</summary>
    public IEnumerable<Tensor> Kept => _state.SelectMany(entry => new[] { entry.Mean, entry.Square });

    /// <summary>One step along the gradients times <paramref name="scale"/>.</summary>
    public void Step(float rate, float scale)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Steps++;
        var (correct1, correct2) = (1f - MathF.Pow(Beta1, Steps), 1f - MathF.Pow(Beta2, Steps));
        foreach (var (weight, mean, square) in _state)
        {
            var gradient = weight.grad! * scale;
            mean.mul_(Beta1).add_(gradient, alpha: 1f - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1f - Beta2);
            if (weight.dim() > 1) weight.mul_(1f - rate * Decay);
            weight.addcdiv_(mean, (square / correct2).sqrt_().add_(Tiny), -rate / correct1);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Kept) tensor.Dispose();
    }
}
