using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>Muon for the matrices within the layers, AdamW for all else.</summary>
internal sealed class Optimizer : IDisposable
{
    // Their rates have different units; both optima lie this far apart for small Llama networks.
    private const float MuonRate = 10;

    private readonly IReadOnlyList<Tensor> _weights;
    private readonly Muon _muon;
    private readonly AdamW _adam;

    public Optimizer(Network.DemoNetwork network)
    {
        _weights = [.. network.Named.Select(entry => entry.Weight)];
        _muon = new Muon(network.Named.Where(IsMuons).Select(entry => entry.Weight));
        _adam = new AdamW(network.Named.Where(entry => !IsMuons(entry)).Select(entry => entry.Weight));

        static bool IsMuons((string Name, Tensor Weight) entry) => entry.Name.StartsWith("blk.", StringComparison.Ordinal) && entry.Weight.dim() == 2;
    }

    /// <summary>Steps done.</summary>
    public int Steps { get => _adam.Steps; set => _adam.Steps = value; }

    /// <summary>What a checkpoint has to keep beside the weights.</summary>
    public IEnumerable<Tensor> Kept => _muon.Kept.Concat(_adam.Kept);

    /// <summary>One step along the gradients divided by <paramref name="divisor"/>, cut to a norm of 1; then they are gone. Gives their norm before.</summary>
    public float Step(float rate, float divisor)
    {
        var norm = Norm() / divisor;
        var scale = 1f / divisor / MathF.Max(1f, norm);
        _muon.Step(MuonRate * rate, scale);
        _adam.Step(rate, scale);
        foreach (var weight in _weights) weight.grad = null;
        return norm;
    }

    public void Dispose()
    {
        _muon.Dispose();
        _adam.Dispose();
    }

    private float Norm()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return stack(_weights.Select(weight => weight.grad!.square().sum())).sum().sqrt().item<float>();
    }
}
