using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>
/// Our own backend on the machine that bench engine ran on, as an entry of the catalogue: FLOP/s, bytes per second, seconds per step,
/// the roofline's corner and decode attention's share of the bandwidth that describe the measured steps best. The rates are what the kernels reach,
/// not what a datasheet says; the other efficiencies are therefore 1. Runs with several batches and depths tell the five apart.
/// </summary>
internal sealed record BenchFit(HardwareSpec Hardware, IReadOnlyList<(BenchPoint Point, double Model)> Points, double? MixedPenalty)
{
    private const double Bend = 0.1;

    /// <summary>Figures of an entry that bench does not measure.</summary>
    internal static readonly string[] Assumed = ["memoryBytes", "linkBandwidth", "domainSize", "networkBandwidth", "collectiveSeconds", "powerWatts", "idleWatts", "computeUnits", "cacheBytes"];

    public static BenchFit Of(BenchFile file)
    {
        var start = Start(file);
        var found = NelderMead.Minimise(
            logs => Allowed(logs) ? file.Points.Sum(p => PseudoHuber(p.Model(With(file, logs)) / p.Seconds)) : double.PositiveInfinity,
            [Math.Log(start.Flops), Math.Log(start.Bandwidth), Math.Log(start.Step), Math.Log(2), Math.Log(0.5)]);
        var hardware = With(file, found);
        return new BenchFit(hardware, [.. file.Points.Select(p => (p, p.Model(hardware)))], Penalty(file, hardware));
    }

    // Each rate as if nothing else took time, from the point that says most about it.
    private static (double Flops, double Bandwidth, double Step) Start(BenchFile file)
    {
        var most = file.Points.MaxBy(p => p.Steps.Sum(s => s.Tokens) / p.Steps.Count);
        var least = file.Points.MinBy(p => p.Steps.Sum(s => s.Tokens) / p.Steps.Count);
        var flops = most.Steps.Sum(s => s.Tokens) * most.Shape.MatmulFlopPerToken / most.Seconds;
        var bandwidth = least.Steps.Sum(s => least.Shape.WeightBytesRead(s.Tokens)) / least.Seconds;
        return (flops, bandwidth, least.Seconds / 20);
    }

    // The measured ratio of a mixed step to its parts over the model's, whose parts share the weights' reading.
    private static double? Penalty(BenchFile file, HardwareSpec hardware)
    {
        var ratios = file.Mixed.Select(m => m.Both.Seconds / (m.Chunk.Seconds + m.Decodes.Seconds) / (m.Both.Model(hardware) / (m.Chunk.Model(hardware) + m.Decodes.Model(hardware)))).Order().ToList();
        return ratios.Count == 0 ? null : ratios[ratios.Count / 2] - 1;
    }

    // The corner between 1 and 16, the share at most 1.
    private static bool Allowed(double[] logs) => logs[3] is >= 0 and <= 2.78 && logs[4] <= 0;

    private static double PseudoHuber(double ratio)
    {
        var error = Math.Log(ratio) / Bend;
        return Math.Sqrt(1 + error * error) - 1;
    }

    private static HardwareSpec With(BenchFile file, double[] logs) => new()
    {
        Name = string.Concat(file.Device.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-'),
        Source = $"bench engine on {file.Device}",
        Bf16Flops = Math.Exp(logs[0]),
        Fp8Flops = Math.Exp(logs[0]),
        Fp4Flops = Math.Exp(logs[0]),
        MemoryBandwidth = Math.Exp(logs[1]),
        MemoryBytes = file.MemoryBytes,
        MemoryUtilisation = 1,
        LinkBandwidth = 1e9,
        DomainSize = 1,
        NetworkBandwidth = 1e9,
        CollectiveSeconds = 1e-4,
        PowerWatts = 100,
        IdleWatts = 50,
        ComputeUnits = 1,
        CacheBytes = 1e6,
        Assumed = [.. Assumed],
        Kernels = new KernelSpec
        {
            Source = $"bench engine on {file.Device}, {file.Points.Count} figures",
            StepSeconds = Math.Exp(logs[2]),
            MatmulEfficiency = 1,
            WeightEfficiency = 1,
            Corner = Math.Exp(logs[3]),
            MatmulSeconds = 0,
            FusedProjections = true,
            ElementwiseSeconds = 0,
            HiddenTraffic = 0,
            SplitTraffic = 0,
            SamplerSeconds = 0,
            Attention = new AttentionSpec
            {
                PrefillSeconds = 0,
                DecodeSeconds = 0,
                Efficiency = 1,
                TileRows = 0,
                TileSeconds = 0,
                EmptyTileSeconds = 0,
                Skew = 0,
                Tail = 0,
                Drift = 0,
                BandwidthEfficiency = Math.Exp(logs[4]),
                HeadSeconds = 0,
                SplitDecode = true,
                OneKernel = false,
            },
        },
    };
}
