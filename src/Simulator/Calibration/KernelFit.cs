using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>
/// Fits the figures of a <see cref="KernelSpec"/> to measured profiles: first matrix products (three figures, over all profiles of a device whatever
/// its software), then elementwise work (three), attention (ten) and sampling (one) over all profiles of one catalogue entry. Robust least squares: the
/// pseudo-Huber loss of log(model / measured), each profile with the same weight. Structure (tiles, fusion) is given, not fitted.
/// </summary>
internal sealed class KernelFit(Catalogue catalogue)
{
    // Errors up to this count squared, larger ones linearly.
    private const double Bend = 0.1;

    // Of a large profile every n-th point, so that at most so many are looked at.
    private const int PointsPerProfile = 1500;

    /// <summary>The entry with freshly fitted figures.</summary>
    /// <param name="entry">Datasheet and structure; the search begins at the same figures for every entry.</param>
    /// <param name="own">Profiles of this entry.</param>
    /// <param name="sameDevice">Profiles of the same device, this entry's and others', each with its entry.</param>
    public HardwareSpec Fit(HardwareSpec entry, IReadOnlyList<MeasuredProfile> own, IReadOnlyList<(MeasuredProfile Profile, HardwareSpec Entry)> sameDevice)
    {
        var products = Minimise(WithProducts, entry.Kernels, sameDevice, model => model.MatricesBySize(), [0.7, 0.8, 5e-6]);
        var mine = own.Select(p => (p, entry)).ToList();
        var kernels = Minimise(WithElementwise, products, mine, model => model.DenseBySize(), [1e-5, 1, 1]);
        var attended = mine.Where(p => p.p.Attention.Count > 0).ToList();
        if (attended.Count > 0) kernels = Minimise(WithAttention, kernels, attended, model => model.AttentionByKind(), [5e-6, 5e-6, 0.5, 1e-6, 0.8, 1e-8, 0.3, 0.5, 1, 1e-7]);
        var samplers = own.SelectMany(p => p.Head.Where(h => h.Sampler > 0).Select(h => h.Sampler / (h.Sequences * (double)catalogue.ModelNamed(p.Model).Vocabulary))).Order().ToList();
        if (samplers.Count > 0) kernels = kernels with { SamplerSeconds = samplers[samplers.Count / 2] };
        return entry with { Kernels = kernels };
    }

    // Figures are searched by their logarithm: all are positive, and their sizes differ by ten orders.
    private KernelSpec Minimise(
        Func<KernelSpec, double[], KernelSpec> with,
        KernelSpec start,
        IReadOnlyList<(MeasuredProfile Profile, HardwareSpec Entry)> profiles,
        Func<ProfileModel, IEnumerable<IEnumerable<(double Model, double Measured)>>> pairs,
        double[] figures)
    {
        var thinned = profiles.Select(p => (Profile: Thin(p.Profile), p.Entry)).ToList();
        double Loss(double[] logs)
        {
            var values = logs.Select(Math.Exp).ToArray();
            return Allowed(with(start, values)) ? thinned.Sum(p => pairs(Model(p.Profile, p.Entry, values)).Average(kind => kind.Average(PseudoHuber))) : double.PositiveInfinity;
        }
        var found = NelderMead.Minimise(Loss, [.. figures.Select(f => Math.Log(f))]);
        return with(start, [.. found.Select(Math.Exp)]);

        // Another entry of the device keeps its own structure and takes only the figures that are searched.
        ProfileModel Model(MeasuredProfile profile, HardwareSpec entry, double[] values) =>
            new(profile, catalogue, entry with { Kernels = with(start with { FusedProjections = entry.Kernels.FusedProjections }, values) });
    }

    private static bool Allowed(KernelSpec k) => k.MatmulEfficiency <= 1 && k.WeightEfficiency <= 1 && k.Attention is { Efficiency: <= 1, BandwidthEfficiency: <= 1, Skew: <= 1, Tail: <= 1 };

    private static double PseudoHuber((double Model, double Measured) pair)
    {
        var error = Math.Log(pair.Model / pair.Measured) / Bend;
        return Math.Sqrt(1 + error * error) - 1;
    }

    private static KernelSpec WithProducts(KernelSpec kernels, double[] f) => kernels with { MatmulEfficiency = f[0], WeightEfficiency = f[1], MatmulSeconds = f[2] };

    private static KernelSpec WithElementwise(KernelSpec kernels, double[] f) => kernels with { ElementwiseSeconds = f[0], HiddenTraffic = f[1], SplitTraffic = f[2] };

    private static KernelSpec WithAttention(KernelSpec kernels, double[] f) => kernels with
    {
        Attention = kernels.Attention with { PrefillSeconds = f[0], DecodeSeconds = f[1], Efficiency = f[2], TileSeconds = f[3], BandwidthEfficiency = f[4], HeadSeconds = f[5], Skew = f[6], Tail = f[7], Drift = f[8], EmptyTileSeconds = f[9] },
    };

    private static MeasuredProfile Thin(MeasuredProfile profile) => profile with { Dense = Thin(profile.Dense), Attention = Thin(profile.Attention), Head = Thin(profile.Head) };

    private static List<T> Thin<T>(IReadOnlyList<T> points)
    {
        var every = (points.Count + PointsPerProfile - 1) / PointsPerProfile;
        return every <= 1 ? [.. points] : [.. points.Where((_, i) => i % every == 0)];
    }
}
