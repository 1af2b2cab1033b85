namespace Orchestrator.Policies.Cost;

/// <summary>
/// Seconds that a worker's devices spend on talking to each other. Tensor-parallel: two ring all-reduces per layer. Expert-parallel: each token goes
/// to the devices of its experts and comes back. Bytes inside a domain take the link, others the network; nothing overlaps with compute.
/// </summary>
public sealed class CommunicationCost(ModelShape shape, HardwareSpec hardware, ParallelPlan plan)
{
    /// <summary>All layers, for a step of so many tokens of the whole worker.</summary>
    public double Step(double tokens) => tokens <= 0 ? 0 : shape.Layers * AllReduces(tokens / plan.Replicas) + shape.ExpertLayers * AllToAlls(tokens / plan.Devices);

    // A ring moves 2 (t - 1) / t of the bytes through each device. With expert parallelism, blocks with experts have one all-reduce less.
    private double AllReduces(double tokens)
    {
        var size = plan.TensorParallel;
        if (size == 1) return 0;
        var count = plan.ExpertParallel > 1 ? 2 - (double)shape.ExpertLayers / shape.Layers : 2;
        var bytes = 2.0 * (size - 1) / size * TokenBytes * tokens;
        var bandwidth = size <= hardware.DomainSize ? hardware.LinkBandwidth : hardware.NetworkBandwidth;
        return count * (hardware.CollectiveSeconds + bytes / bandwidth);
    }

    // Of its own share of tokens each device sends one copy to every other device that holds one of the token's experts, and gets one back.
    private double AllToAlls(double tokens)
    {
        double size = plan.ExpertParallel;
        if (plan.ExpertParallel == 1) return 0;
        var holders = size * (1 - Math.Pow(1 - 1 / size, shape.ActiveExperts));
        var bytes = TokenBytes * tokens * holders;
        var near = (Math.Min(size, hardware.DomainSize) - 1) / size;
        var far = Math.Max(0, size - hardware.DomainSize) / size;
        return 2 * (hardware.CollectiveSeconds + Math.Max(bytes * near / hardware.LinkBandwidth, bytes * far / hardware.NetworkBandwidth));
    }

    private double TokenBytes => DenseCost.ActivationBytes * shape.Hidden;
}
