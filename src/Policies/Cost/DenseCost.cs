namespace Orchestrator.Policies.Cost;

/// <summary>
/// Seconds of a layer's matrices and elementwise work on one device, without attention and communication. A product takes
/// start + (m^p + c^p)^(1/p), where m = bytes of its weights / bandwidth and c = FLOP / rate: the roofline with a rounded corner. Elementwise
/// work takes start + traffic / bandwidth.
/// </summary>
public sealed class DenseCost(ModelShape shape, HardwareSpec hardware, ParallelPlan plan)
{
    private readonly KernelSpec _kernels = hardware.Kernels;
    private readonly double _rate = hardware.FlopsFor(shape.BytesPerWeight) * hardware.Kernels.MatmulEfficiency;
    private readonly double _bandwidth = hardware.MemoryBandwidth * hardware.Kernels.WeightEfficiency;

    /// <summary>All layers, and the last norm, for a step of so many tokens of the whole worker.</summary>
    public double Layers(double tokens)
    {
        var (group, dense) = (tokens / plan.Replicas, shape.Layers - shape.ExpertLayers);
        var attention = AttentionMatrices(group);
        var seconds = dense * (attention + FfnMatrices(group) + Elementwise(group, shape.Ffn));
        if (shape.ExpertLayers > 0) seconds += shape.ExpertLayers * (attention + ExpertMatrices(tokens, group) + Elementwise(group, shape.SharedExpertFfn + (double)shape.ActiveExperts * shape.ExpertFfn));
        // The embedding and the last norm move about half of what a layer's two norms do.
        return seconds + HiddenSeconds(group) / 2;
    }

    /// <summary>The matrices of one dense layer, for so many tokens of each replica.</summary>
    public double LayerMatrices(double tokens) => AttentionMatrices(tokens) + FfnMatrices(tokens);

    /// <summary>The output matrix and the sampler for so many sequences of the whole worker.</summary>
    public double Head(double sequences) => Product(shape.HeadWeights, sequences / plan.Replicas) + Sampler(sequences);

    /// <summary>The sampler alone.</summary>
    public double Sampler(double sequences) => _kernels.SamplerSeconds * shape.Vocabulary * sequences / plan.Replicas;

    private double AttentionMatrices(double tokens)
    {
        var (query, key) = ((double)shape.Hidden * shape.Heads * shape.HeadDim, (double)shape.Hidden * KvHeadsHeld * shape.HeadDim);
        return Product(query, tokens) + (_kernels.FusedProjections ? Product(query + 2 * key, tokens) : Product(query, tokens) + 2 * Product(key, tokens));
    }

    // With more devices than KV heads each head is held several times.
    private int KvHeadsHeld => Math.Max(shape.KvHeads, plan.TensorParallel);

    private double FfnMatrices(double tokens) => GatedBlock(shape.FfnWeights, tokens);

    private double GatedBlock(double weights, double tokens) =>
        Product(weights / 3, tokens) + (_kernels.FusedProjections ? Product(2 * weights / 3, tokens) : 2 * Product(weights / 3, tokens));

    private double ExpertMatrices(double tokens, double group)
    {
        // Routed experts are grouped products over all their tokens: one start for all, each touched expert's weights read once.
        var bytes = shape.ExpertsTouched(tokens) * shape.ExpertWeights * shape.BytesPerWeight / plan.ExpertDevices;
        var flop = 2.0 * tokens * shape.ActiveExperts * shape.ExpertWeights / plan.ExpertDevices;
        var routed = (_kernels.FusedProjections ? 2 : 3) * _kernels.MatmulSeconds + Rounded(bytes / _bandwidth, flop / _rate);
        var router = Product((double)shape.Hidden * shape.Experts, group);
        return routed + router + (shape.SharedExpertFfn > 0 ? GatedBlock(3.0 * shape.Hidden * shape.SharedExpertFfn, group) : 0);
    }

    private double Product(double weights, double tokens)
    {
        var part = weights / plan.TensorParallel;
        return _kernels.MatmulSeconds + Rounded(part * shape.BytesPerWeight / _bandwidth, 2 * part * tokens / _rate);
    }

    // The larger of the two is taken out, so that no power leaves the range of numbers.
    private double Rounded(double memory, double compute)
    {
        var (small, large) = memory < compute ? (memory, compute) : (compute, memory);
        return large <= 0 ? 0 : large * Math.Pow(1 + Math.Pow(small / large, _kernels.Corner), 1 / _kernels.Corner);
    }

    /// <summary>Norms, residual sums, rotations and activation of one layer, for so many tokens of each replica and so wide a feed-forward block.</summary>
    public double Elementwise(double tokens, double width)
    {
        var rotated = 2.0 * (shape.Heads + KvHeadsHeld) * shape.HeadDim;
        var bytes = ActivationBytes * tokens * (rotated + 3 * width) / plan.TensorParallel;
        return _kernels.ElementwiseSeconds + HiddenSeconds(tokens) + _kernels.SplitTraffic * bytes / hardware.MemoryBandwidth;
    }

    private double HiddenSeconds(double tokens) => _kernels.HiddenTraffic * 4.0 * ActivationBytes * tokens * shape.Hidden / hardware.MemoryBandwidth;

    internal const double ActivationBytes = 2;
}
