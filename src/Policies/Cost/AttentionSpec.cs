namespace Orchestrator.Policies.Cost;

/// <summary>How a device's attention kernels behave: tiles of query rows, each of which walks over its keys, on a number of compute units.</summary>
public sealed record AttentionSpec
{
    /// <summary>Seconds of one layer's prefill attention for no work.</summary>
    public required double PrefillSeconds { get; init; }

    /// <summary>Seconds of one layer's decode attention for no work.</summary>
    public required double DecodeSeconds { get; init; }

    /// <summary>Share of the 16-bit peak rate that full tiles reach together.</summary>
    public required double Efficiency { get; init; }

    /// <summary>Query rows of a tile; a tile with fewer takes as long. 0: no tiles, time is FLOP over rate.</summary>
    public required int TileRows { get; init; }

    /// <summary>Seconds of a tile's start and end.</summary>
    public required double TileSeconds { get; init; }

    /// <summary>Seconds of a tile with nothing to do: of a mixed step in one kernel each sequence has as many tiles as the longest chunk.</summary>
    public required double EmptyTileSeconds { get; init; }

    /// <summary>How much of the difference between the longest and the mean tile counts, 0 to 1: 1 if waves of tiles wait for their longest.</summary>
    public required double Skew { get; init; }

    /// <summary>Of a mixed step in one kernel: how much of its longest tile runs when the other units have nothing left to do, 0 to 1.</summary>
    public required double Tail { get; init; }

    /// <summary>
    /// Of decode tiles whose keys outgrow the cache: how far the query heads that share keys have drifted apart. 0: they read together, each key
    /// once from memory; the larger, the fewer sequences it takes until each head reads for itself.
    /// </summary>
    public required double Drift { get; init; }

    /// <summary>Share of the memory's bandwidth at which keys and values are read.</summary>
    public required double BandwidthEfficiency { get; init; }

    /// <summary>Seconds of one KV head of one decoding sequence, whatever its length.</summary>
    public required double HeadSeconds { get; init; }

    /// <summary>A decoding sequence's keys are split over the compute units, its query heads share them. Otherwise each query head is one tile.</summary>
    public required bool SplitDecode { get; init; }

    /// <summary>A mixed step is one kernel: decoding sequences are tiles beside the prefill's. Otherwise two kernels, one after the other.</summary>
    public required bool OneKernel { get; init; }
}
