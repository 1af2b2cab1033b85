using Orchestrator.Policies.Cost;

namespace Orchestrator.Unit.Cost;

/// <summary>A model and a device with round figures, so that times can be worked out by hand.</summary>
internal static class Toy
{
    /// <summary>10 layers; per layer 6,000 attention and 6,000 feed-forward weights of 2 bytes; 1 KV head in 2 heads of 10.</summary>
    public static ModelShape Shape { get; } = new() { Name = "toy", Layers = 10, Hidden = 100, Heads = 2, KvHeads = 1, HeadDim = 10, Ffn = 20, Vocabulary = 50, BytesPerWeight = 2, BytesPerKv = 2 };

    /// <summary>8 experts of 3,000 weights, 2 of them for each token; 2 of 10 layers are dense.</summary>
    public static ModelShape Mixture { get; } = Shape with { Name = "toy-moe", Experts = 8, ActiveExperts = 2, ExpertFfn = 10, SharedExpertFfn = 5, DenseLayers = 2 };

    /// <summary>1 MFLOP/s, 1 MB/s, nothing lost and no overheads.</summary>
    public static HardwareSpec Perfect { get; } = new()
    {
        Name = "toy",
        Bf16Flops = 1e6,
        Fp8Flops = 2e6,
        Fp4Flops = 4e6,
        MemoryBandwidth = 1e6,
        MemoryBytes = 1e6,
        MemoryUtilisation = 0.9,
        LinkBandwidth = 1e5,
        DomainSize = 4,
        NetworkBandwidth = 1e4,
        CollectiveSeconds = 0,
        PowerWatts = 500,
        IdleWatts = 100,
        ComputeUnits = 4,
        CacheBytes = 1e9,
        Kernels = new KernelSpec
        {
            Source = "by hand",
            StepSeconds = 0,
            MatmulEfficiency = 1,
            WeightEfficiency = 1,
            Corner = 4,
            MatmulSeconds = 0,
            FusedProjections = true,
            ElementwiseSeconds = 0,
            HiddenTraffic = 0,
            SplitTraffic = 0,
            SamplerSeconds = 0,
            Attention = Rates,
        },
    };

    /// <summary>Attention as FLOP over rate and bytes over bandwidth.</summary>
    public static AttentionSpec Rates => new()
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
        BandwidthEfficiency = 1,
        HeadSeconds = 0,
        SplitDecode = true,
        OneKernel = false,
    };

    /// <summary>Attention in tiles of 16 rows.</summary>
    public static AttentionSpec Tiles => Rates with { TileRows = 16, SplitDecode = false, OneKernel = true };

    public static HardwareSpec With(KernelSpec kernels) => Perfect with { Kernels = kernels };

    public static HardwareSpec With(AttentionSpec attention) => With(Perfect.Kernels with { Attention = attention });
}
