using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Calibration;

/// <summary>Fitted figures in the form of the catalogue.</summary>
internal static class HardwareJson
{
    /// <summary>A whole entry, as <see cref="Catalogue.Parse"/> reads it; without measured steps.</summary>
    public static JsonObject Entry(HardwareSpec spec) => new()
    {
        ["name"] = spec.Name,
        ["source"] = spec.Source,
        ["bf16Flops"] = Four(spec.Bf16Flops),
        ["fp8Flops"] = Four(spec.Fp8Flops),
        ["fp4Flops"] = Four(spec.Fp4Flops),
        ["memoryBandwidth"] = Four(spec.MemoryBandwidth),
        ["memoryBytes"] = spec.MemoryBytes,
        ["memoryUtilisation"] = spec.MemoryUtilisation,
        ["linkBandwidth"] = spec.LinkBandwidth,
        ["domainSize"] = spec.DomainSize,
        ["networkBandwidth"] = spec.NetworkBandwidth,
        ["collectiveSeconds"] = spec.CollectiveSeconds,
        ["powerWatts"] = spec.PowerWatts,
        ["idleWatts"] = spec.IdleWatts,
        ["computeUnits"] = spec.ComputeUnits,
        ["cacheBytes"] = spec.CacheBytes,
        ["assumed"] = new JsonArray([.. spec.Assumed.Select(a => (JsonNode)a)]),
        ["kernels"] = Kernels(spec.Kernels),
    };

    public static JsonObject Kernels(KernelSpec kernels) => new()
    {
        ["source"] = kernels.Source,
        ["stepSeconds"] = Four(kernels.StepSeconds),
        ["matmulEfficiency"] = Four(kernels.MatmulEfficiency),
        ["weightEfficiency"] = Four(kernels.WeightEfficiency),
        ["corner"] = Four(kernels.Corner),
        ["matmulSeconds"] = Four(kernels.MatmulSeconds),
        ["fusedProjections"] = kernels.FusedProjections,
        ["elementwiseSeconds"] = Four(kernels.ElementwiseSeconds),
        ["hiddenTraffic"] = Four(kernels.HiddenTraffic),
        ["splitTraffic"] = Four(kernels.SplitTraffic),
        ["samplerSeconds"] = Four(kernels.SamplerSeconds),
        ["attention"] = new JsonObject
        {
            ["prefillSeconds"] = Four(kernels.Attention.PrefillSeconds),
            ["decodeSeconds"] = Four(kernels.Attention.DecodeSeconds),
            ["efficiency"] = Four(kernels.Attention.Efficiency),
            ["tileRows"] = kernels.Attention.TileRows,
            ["tileSeconds"] = Four(kernels.Attention.TileSeconds),
            ["emptyTileSeconds"] = Four(kernels.Attention.EmptyTileSeconds),
            ["skew"] = Four(kernels.Attention.Skew),
            ["tail"] = Four(kernels.Attention.Tail),
            ["drift"] = Four(kernels.Attention.Drift),
            ["bandwidthEfficiency"] = Four(kernels.Attention.BandwidthEfficiency),
            ["headSeconds"] = Four(kernels.Attention.HeadSeconds),
            ["splitDecode"] = kernels.Attention.SplitDecode,
            ["oneKernel"] = kernels.Attention.OneKernel,
        },
    };

    /// <summary>Four significant digits: more than any of these figures has.</summary>
    public static double Four(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
