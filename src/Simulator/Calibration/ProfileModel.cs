using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>The cost model's formula beside a measured profile: pairs of (model, measured) seconds of whole steps and of their parts. Communication is in no profile and so not here either.</summary>
internal sealed class ProfileModel
{
    private readonly MeasuredProfile _profile;
    private readonly ModelShape _shape;
    private readonly DenseCost _dense;
    private readonly AttentionCost _attention;

    public ProfileModel(MeasuredProfile profile, Catalogue catalogue, HardwareSpec hardware)
    {
        _profile = profile;
        _shape = catalogue.ModelNamed(profile.Model);
        var plan = new ParallelPlan(profile.TensorParallel);
        _dense = new DenseCost(_shape, hardware, plan);
        _attention = new AttentionCost(_shape, hardware, plan, hardware.Kernels.Attention);
    }

    /// <summary>All layers without attention, by tokens.</summary>
    public IEnumerable<(double Model, double Measured)> Dense() => _profile.Dense.Select(p => (_dense.Layers(p.Tokens), p.Step(_shape.Layers)));

    /// <summary>All layers without attention, apart for steps of about the same size: most points have many tokens, most steps few.</summary>
    public IEnumerable<IEnumerable<(double Model, double Measured)>> DenseBySize() => BySize(p => (_dense.Layers(p.Tokens), p.Step(_shape.Layers)));

    /// <summary>The matrix products of one layer, apart for steps of about the same size.</summary>
    public IEnumerable<IEnumerable<(double Model, double Measured)>> MatricesBySize() => BySize(p => (_dense.LayerMatrices(p.Tokens), p.Matrices));

    /// <summary>One layer's attention.</summary>
    public IEnumerable<(double Model, double Measured)> Attention() => _profile.Attention.Select(p => (_attention.Layer(p.Work), p.Seconds));

    /// <summary>The same apart for prefill, decode and mixed points.</summary>
    public IEnumerable<IEnumerable<(double Model, double Measured)>> AttentionByKind() =>
        _profile.Attention.GroupBy(p => p.Work.IsMixed ? 2 : p.Work.DecodeSequences > 0 ? 1 : 0).Select(kind => kind.Select(p => (_attention.Layer(p.Work), p.Seconds)));

    /// <summary>Output matrix and sampler, by sequences.</summary>
    public IEnumerable<(double Model, double Measured)> Head() => _profile.Head.Select(p => (_dense.Head(p.Sequences) - (p.Sampler > 0 ? 0 : Sampler(p.Sequences)), p.Seconds));

    /// <summary>
    /// Whole steps: for every attention point the layers at its count of tokens, the attention of all layers, and the output matrix for its
    /// sequences. Where a profile has no attention, the layers alone. Steps of more tokens than were measured are left out.
    /// </summary>
    public IEnumerable<(double Model, double Measured)> Steps()
    {
        if (_profile.Attention.Count == 0) return Dense();
        var layers = Line(_profile.Dense.Select(p => (p.Tokens, p.Step(_shape.Layers))));
        var head = _profile.Head.Count == 0 ? null : Line(_profile.Head.Select(p => ((double)p.Sequences, p.Seconds)));
        var sampled = _profile.Head.Any(p => p.Sampler > 0);
        return from point in _profile.Attention
               let work = point.Work
               let logits = Math.Max(1, work.DecodeSequences + (work.PrefillTokens > 0 ? 1 : 0))
               where work.Tokens <= _profile.Dense[^1].Tokens && (head is null || logits <= _profile.Head[^1].Sequences)
               select (
                   _dense.Layers(work.Tokens) + _shape.Layers * _attention.Layer(work) + (head is null ? 0 : _dense.Head(logits) - (sampled ? 0 : Sampler(logits))),
                   layers(work.Tokens) + _shape.Layers * point.Seconds + (head?.Invoke(logits) ?? 0));
    }

    private IEnumerable<IEnumerable<(double Model, double Measured)>> BySize(Func<DensePoint, (double Model, double Measured)> pair) =>
        _profile.Dense.GroupBy(p => p.Tokens switch { <= 32 => 0, <= 256 => 1, <= 1024 => 2, _ => 3 }).Select(size => size.Select(pair));

    private double Sampler(double sequences) => _dense.Sampler(sequences);

    // Measured times need not rise, so that a TokenCurve would refuse them.
    private static Func<double, double> Line(IEnumerable<(double At, double Seconds)> points)
    {
        var known = points.ToArray();
        return at =>
        {
            var next = Array.FindIndex(known, p => p.At >= at);
            if (next <= 0 || known[next].At == at) return known[Math.Max(0, next)].Seconds;
            var (a, b) = (known[next - 1], known[next]);
            return a.Seconds + (at - a.At) * (b.Seconds - a.Seconds) / (b.At - a.At);
        };
    }
}
