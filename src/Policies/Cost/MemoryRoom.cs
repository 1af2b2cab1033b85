namespace Orchestrator.Policies.Cost;

/// <summary>What a worker's memory holds besides the weights.</summary>
public static class MemoryRoom
{
    /// <summary>Bytes of weights on each device: routed experts once over all their devices, all else once per replica.</summary>
    public static double WeightBytesPerDevice(ModelShape shape, ParallelPlan plan)
    {
        var experts = shape.BytesPerWeight * shape.ExpertLayers * shape.Experts * shape.ExpertWeights;
        return experts / plan.ExpertDevices + (shape.WeightBytes - experts) / plan.TensorParallel;
    }

    /// <summary>
    /// Tokens whose keys and values fit the worker, all its replicas together; 0 if the weights do not. With more tensor-parallel devices than KV
    /// heads, each head is held several times.
    /// </summary>
    public static long KvTokens(ModelShape shape, HardwareSpec hardware, ParallelPlan plan)
    {
        plan.Check(shape);
        var room = hardware.MemoryBytes * hardware.MemoryUtilisation - WeightBytesPerDevice(shape, plan);
        var copies = Math.Max(1, (double)plan.TensorParallel / shape.KvHeads);
        return Math.Max(0, (long)(room * plan.TensorParallel / (shape.KvBytesPerToken * copies))) * plan.Replicas;
    }
}
