namespace Orchestrator.Policies.Cost;

/// <summary>Seconds of one engine step for one model, device and plan. Built once; asking it allocates nothing.</summary>
public sealed class StepCost : IStepTimes
{
    private readonly TokenCurve _dense;
    private readonly TokenCurve? _head, _communication;
    private readonly AttentionCost _attention;
    private readonly double _fixed, _penalty;
    private readonly int _layers;

    /// <param name="shape">The model.</param>
    /// <param name="hardware">Its devices; where they have measured steps for this model and plan, these are taken instead of the formula.</param>
    /// <param name="plan">How the model lies on them.</param>
    /// <param name="mixedPenalty">What a step with both prefill and decode takes on top, as a share of the sum of its parts; below 0 if mixing helps.</param>
    /// <exception cref="ArgumentException">The plan does not fit the model, or the penalty is not above -1.</exception>
    public StepCost(ModelShape shape, HardwareSpec hardware, ParallelPlan plan, double mixedPenalty = 0)
    {
        plan.Check(shape);
        if (!(mixedPenalty > -1 && double.IsFinite(mixedPenalty))) throw new ArgumentException($"a mixed step's penalty of {mixedPenalty} is not a number above -1");
        (Shape, Hardware, Plan, _penalty, _layers) = (shape, hardware, plan, mixedPenalty, shape.Layers);
        var communication = new CommunicationCost(shape, hardware, plan);
        if (plan.Devices > 1) _communication = TokenCurve.Of(communication.Step);
        Measured = hardware.Measured.FirstOrDefault(m => Fits(m, shape, plan));
        if (Measured is { } measured)
        {
            _fixed = measured.FixedSeconds;
            _dense = new TokenCurve(measured.Tokens.AsSpan(), measured.Seconds.AsSpan());
            _attention = new AttentionCost(shape, hardware, plan, AsSpec(measured, hardware));
            return;
        }
        var formula = new DenseCost(shape, hardware, plan);
        _fixed = hardware.Kernels.StepSeconds;
        _dense = TokenCurve.Of(formula.Layers);
        _head = TokenCurve.Of(formula.Head);
        _attention = new AttentionCost(shape, hardware, plan, hardware.Kernels.Attention);
    }

    public ModelShape Shape { get; }
    public HardwareSpec Hardware { get; }
    public ParallelPlan Plan { get; }

    /// <summary>The measured steps that are used; null: the formula is.</summary>
    public MeasuredSteps? Measured { get; }

    /// <summary>Seconds of a step; 0 for a step without tokens.</summary>
    public double Seconds(in StepWork work)
    {
        var tokens = work.Tokens;
        if (tokens <= 0) return 0;
        var seconds = _fixed + _dense.At(tokens) + Head(work) + _layers * _attention.Layer(work) + Communication(tokens);
        return work.IsMixed ? seconds * (1 + _penalty) : seconds;
    }

    /// <summary>Where the time of <see cref="Seconds"/> goes.</summary>
    public StepParts Parts(in StepWork work)
    {
        var tokens = work.Tokens;
        if (tokens <= 0) return default;
        var parts = new StepParts(_fixed, _dense.At(tokens), Head(work), _layers * _attention.Layer(work), Communication(tokens), 0);
        return work.IsMixed ? parts with { Penalty = parts.Seconds * _penalty } : parts;
    }

    private double Head(in StepWork work) => _head is null ? 0 : _head.At(work.LogitSequences);

    private double Communication(double tokens) => _communication is null ? 0 : _communication.At(tokens);

    private static bool Fits(MeasuredSteps measured, ModelShape shape, ParallelPlan plan) =>
        measured.Model == shape.Name && measured.BytesPerWeight == shape.BytesPerWeight && measured.TensorParallel == plan.TensorParallel && plan.ExpertParallel == 1;

    private static AttentionSpec AsSpec(MeasuredSteps measured, HardwareSpec hardware) => new()
    {
        PrefillSeconds = 0,
        DecodeSeconds = 0,
        Efficiency = measured.PrefillAttentionFlops / hardware.Bf16Flops,
        TileRows = 0,
        TileSeconds = 0,
        EmptyTileSeconds = 0,
        Skew = 0,
        Tail = 0,
        Drift = 0,
        BandwidthEfficiency = measured.DecodeAttentionBandwidth / hardware.MemoryBandwidth,
        HeadSeconds = 0,
        SplitDecode = true,
        OneKernel = false,
    };
}
