using System.Text.Json.Nodes;

namespace Orchestrator.Policies.Cost;

/// <summary>A hardware entry of a catalogue into a <see cref="HardwareSpec"/> that cannot be wrong.</summary>
internal static class HardwareReader
{
    public static HardwareSpec Read(JsonObject entry)
    {
        var fields = new EntryFields(entry, "hardware");
        var bf16 = fields.Positive("bf16Flops");
        var fp8 = fields.Positive("fp8Flops", bf16);
        var spec = new HardwareSpec
        {
            Name = fields.Name,
            Source = fields.Text("source", ""),
            Bf16Flops = bf16,
            Fp8Flops = fp8,
            Fp4Flops = fields.Positive("fp4Flops", fp8),
            MemoryBandwidth = fields.Positive("memoryBandwidth"),
            MemoryBytes = fields.Positive("memoryBytes"),
            MemoryUtilisation = fields.Positive("memoryUtilisation", 0.95, most: 1),
            LinkBandwidth = fields.Positive("linkBandwidth"),
            DomainSize = fields.Count("domainSize", 1),
            NetworkBandwidth = fields.Positive("networkBandwidth"),
            CollectiveSeconds = fields.NotNegative("collectiveSeconds"),
            PowerWatts = fields.Positive("powerWatts"),
            IdleWatts = fields.NotNegative("idleWatts"),
            ComputeUnits = fields.Count("computeUnits", 1),
            CacheBytes = fields.Positive("cacheBytes"),
            Kernels = Kernels(fields.Inner("kernels")),
            Measured = [.. fields.Inners("measured").Select(Measured)],
            Assumed = fields.Texts("assumed"),
        };
        fields.End();
        foreach (var name in spec.Assumed)
            if (!fields.Has(name)) throw fields.Error($"{name} is assumed but not given");
        if (spec.IdleWatts > spec.PowerWatts) throw fields.Error($"idleWatts {spec.IdleWatts} are more than powerWatts {spec.PowerWatts}");
        return spec;
    }

    private static KernelSpec Kernels(EntryFields fields)
    {
        var spec = new KernelSpec
        {
            Source = fields.Text("source"),
            StepSeconds = fields.NotNegative("stepSeconds"),
            MatmulEfficiency = fields.Positive("matmulEfficiency", most: 1),
            WeightEfficiency = fields.Positive("weightEfficiency", most: 1),
            Corner = fields.Positive("corner") is >= 1 and var corner ? corner : throw fields.Error("corner must be at least 1"),
            MatmulSeconds = fields.NotNegative("matmulSeconds"),
            FusedProjections = fields.Flag("fusedProjections"),
            ElementwiseSeconds = fields.NotNegative("elementwiseSeconds"),
            HiddenTraffic = fields.NotNegative("hiddenTraffic"),
            SplitTraffic = fields.NotNegative("splitTraffic"),
            SamplerSeconds = fields.NotNegative("samplerSeconds"),
            Attention = Attention(fields.Inner("attention")),
        };
        fields.End();
        return spec;
    }

    private static AttentionSpec Attention(EntryFields fields)
    {
        var spec = new AttentionSpec
        {
            PrefillSeconds = fields.NotNegative("prefillSeconds"),
            DecodeSeconds = fields.NotNegative("decodeSeconds"),
            Efficiency = fields.Positive("efficiency", most: 1),
            TileRows = fields.Count("tileRows", 0),
            TileSeconds = fields.NotNegative("tileSeconds"),
            EmptyTileSeconds = fields.NotNegative("emptyTileSeconds"),
            Skew = fields.NotNegative("skew", 1),
            Tail = fields.NotNegative("tail", 1),
            Drift = fields.NotNegative("drift"),
            BandwidthEfficiency = fields.Positive("bandwidthEfficiency", most: 1),
            HeadSeconds = fields.NotNegative("headSeconds"),
            SplitDecode = fields.Flag("splitDecode"),
            OneKernel = fields.Flag("oneKernel"),
        };
        fields.End();
        return spec;
    }

    private static MeasuredSteps Measured(EntryFields fields)
    {
        var steps = new MeasuredSteps
        {
            Source = fields.Text("source"),
            Model = fields.Text("model"),
            TensorParallel = fields.Count("tensorParallel", 1),
            BytesPerWeight = fields.Positive("bytesPerWeight"),
            Tokens = fields.Numbers("tokens"),
            Seconds = fields.Numbers("seconds"),
            FixedSeconds = fields.NotNegative("fixedSeconds"),
            PrefillAttentionFlops = fields.Positive("prefillAttentionFlops"),
            DecodeAttentionBandwidth = fields.Positive("decodeAttentionBandwidth"),
        };
        fields.End();
        try
        {
            _ = new TokenCurve(steps.Tokens.AsSpan(), steps.Seconds.AsSpan());
        }
        catch (ArgumentException e)
        {
            throw fields.Error(e.Message);
        }
        return steps;
    }
}
