using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Pareto;

/// <summary>The parallel plans that a model, its devices and a number of them allow.</summary>
internal static class PlanList
{
    /// <summary>
    /// Tensor-parallel sizes that are powers of two and divide the query heads; of models with experts also expert-parallel sizes that are these times
    /// a power of two and divide the experts. Those whose weights leave room for keys and values, on at most so many GPUs and within one domain.
    /// </summary>
    public static IReadOnlyList<ParallelPlan> For(ModelShape shape, HardwareSpec hardware, int gpus)
    {
        var most = Math.Min(gpus, hardware.DomainSize);
        var plans = new List<ParallelPlan>();
        for (var tensor = 1; tensor <= most && shape.Heads % tensor == 0; tensor *= 2)
        {
            plans.Add(new ParallelPlan(tensor));
            if (shape.Experts == 0) continue;
            for (var expert = Math.Max(2, tensor); expert <= most && shape.Experts % expert == 0; expert *= 2) plans.Add(new ParallelPlan(tensor, expert));
        }
        return [.. plans.Where(p => MemoryRoom.KvTokens(shape, hardware, p) > 0)];
    }

    /// <summary>tp4, or tp4ep16 where experts are spread.</summary>
    public static string Name(ParallelPlan plan) => plan.ExpertParallel > 1 ? $"tp{plan.TensorParallel}ep{plan.ExpertParallel}" : $"tp{plan.TensorParallel}";
}
