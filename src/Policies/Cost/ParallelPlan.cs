namespace Orchestrator.Policies.Cost;

/// <summary>
/// How one worker's model lies on its devices. Attention and dense blocks are split over <see cref="TensorParallel"/> devices; routed experts
/// over <see cref="ExpertParallel"/> devices, which then form <see cref="Replicas"/> groups that share a step's sequences between them.
/// </summary>
public sealed record ParallelPlan
{
    public static ParallelPlan One { get; } = new(1);

    /// <param name="tensorParallel">Devices over which each matrix is split.</param>
    /// <param name="expertParallel">Devices over which the experts are spread; 1: they are split like all else. A multiple of <paramref name="tensorParallel"/>.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the one is not a multiple of the other.</exception>
    public ParallelPlan(int tensorParallel, int expertParallel = 1)
    {
        if (tensorParallel < 1 || expertParallel < 1) throw new ArgumentException($"parallel sizes must be at least 1, not {tensorParallel} and {expertParallel}");
        if (expertParallel > 1 && expertParallel % tensorParallel != 0) throw new ArgumentException($"expert-parallel size {expertParallel} is not a multiple of the tensor-parallel size {tensorParallel}");
        (TensorParallel, ExpertParallel) = (tensorParallel, expertParallel);
    }

    public int TensorParallel { get; }
    public int ExpertParallel { get; }

    /// <summary>Devices of the worker.</summary>
    public int Devices => Math.Max(TensorParallel, ExpertParallel);

    /// <summary>Groups that hold attention and dense blocks once each.</summary>
    public int Replicas => Devices / TensorParallel;

    /// <summary>Devices over which the routed experts' weights are divided.</summary>
    public int ExpertDevices => ExpertParallel > 1 ? ExpertParallel : TensorParallel;

    /// <summary>Refuses a plan that the model's sizes do not allow, with the reason.</summary>
    /// <exception cref="ArgumentException">Heads do not divide, or there are no experts to spread.</exception>
    public void Check(ModelShape shape)
    {
        if (shape.Heads % TensorParallel != 0) throw new ArgumentException($"{shape.Name} has {shape.Heads} heads, which {TensorParallel} devices cannot share evenly");
        if (ExpertParallel > 1 && (shape.Experts == 0 || shape.Experts % ExpertParallel != 0))
            throw new ArgumentException($"{shape.Name} has {shape.Experts} experts, which {ExpertParallel} devices cannot share evenly");
    }
}
