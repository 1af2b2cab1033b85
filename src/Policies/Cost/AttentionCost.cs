namespace Orchestrator.Policies.Cost;

/// <summary>
/// Seconds of one layer's attention on one device. Prefill: tiles of query rows, one per head, walk over their keys; as many run at once as the
/// device has compute units, so time comes in whole waves. Decode: bytes over bandwidth if the kernel splits a sequence's keys over the units,
/// else tiles as well. See docs/cost-model.md.
/// </summary>
public sealed class AttentionCost
{
    private readonly AttentionSpec _spec;
    private readonly double _heads, _kvHeads, _secondsPerKey, _secondsPerPair, _secondsPerContextToken, _replicas, _units, _cachedTokens;

    public AttentionCost(ModelShape shape, HardwareSpec hardware, ParallelPlan plan, AttentionSpec spec)
    {
        _spec = spec;
        _heads = (double)shape.Heads / plan.TensorParallel;
        _kvHeads = Math.Max(1, (double)shape.KvHeads / plan.TensorParallel);
        _replicas = plan.Replicas;
        _units = hardware.ComputeUnits;
        // Tokens of one KV head's keys and values that fit the cache.
        _cachedTokens = hardware.CacheBytes / (2 * shape.HeadDim * shape.BytesPerKv);
        var rate = hardware.Bf16Flops * spec.Efficiency;
        _secondsPerPair = 4.0 * _heads * shape.HeadDim / rate;
        _secondsPerKey = 4.0 * spec.TileRows * shape.HeadDim * _units / rate;
        _secondsPerContextToken = 2 * _kvHeads * shape.HeadDim * shape.BytesPerKv / (hardware.MemoryBandwidth * spec.BandwidthEfficiency);
    }

    /// <summary>One layer, for a step of the whole worker. Allocates nothing.</summary>
    public double Layer(in StepWork work)
    {
        var (tokens, pairs) = (work.PrefillTokens / _replicas, work.PrefillPairs / _replicas);
        var (sequences, context) = (work.DecodeSequences / _replicas, work.DecodeContext / _replicas);
        if (tokens <= 0) return sequences <= 0 ? 0 : _spec.DecodeSeconds + Decode(sequences, context);
        if (sequences <= 0) return _spec.PrefillSeconds + Prefill(tokens, pairs);
        if (!_spec.OneKernel || _spec.TileRows == 0) return _spec.PrefillSeconds + Prefill(tokens, pairs) + _spec.DecodeSeconds + Decode(sequences, context);
        // All tiles on all units, the empty ones of decoding sequences too, and then the tail of the longest one.
        var (mean, longest) = Keys(tokens, pairs);
        var decode = Tile(context / sequences);
        var busy = (PrefillTiles(tokens) * Tile(mean + _spec.Skew * (longest - mean)) + sequences * (_heads * decode + (PrefillTiles(tokens) - _heads) * _spec.EmptyTileSeconds)) / _units;
        var compute = Math.Max(Prefill(tokens, pairs), busy + _spec.Tail * Math.Max(Tile(longest), decode));
        return _spec.PrefillSeconds + Math.Max(compute, TileReads(sequences, context) * _secondsPerContextToken);
    }

    private double Prefill(double tokens, double pairs)
    {
        if (_spec.TileRows == 0) return pairs * _secondsPerPair;
        var (mean, longest) = Keys(tokens, pairs);
        return Math.Max(Tile(longest), Math.Ceiling(PrefillTiles(tokens) / _units) * Tile(mean + _spec.Skew * (longest - mean)));
    }

    private double Decode(double sequences, double context)
    {
        if (_spec.SplitDecode || _spec.TileRows == 0) return sequences * _kvHeads * _spec.HeadSeconds + context * _secondsPerContextToken;
        return Math.Max(TileReads(sequences, context) * _secondsPerContextToken, Math.Ceiling(sequences * _heads / _units) * Tile(context / sequences));
    }

    // A prefill token's mean and largest number of keys. Of one chunk; several in a step are shorter, and none sees more than twice the mean.
    private static (double Mean, double Longest) Keys(double tokens, double pairs)
    {
        var mean = pairs / tokens;
        return (mean, Math.Min(mean + (tokens - 1) / 2, 2 * mean));
    }

    // Context tokens that decode tiles read from memory. Units take one head of all sequences after another. As long as a KV head's keys of all
    // sequences fit the cache, the query heads that share them find them there; beyond it only those find them that run at the same time.
    private double TileReads(double sequences, double context)
    {
        var share = _heads / _kvHeads;
        var apart = Math.Clamp(_spec.Drift * share * sequences / _units, 1, share);
        return context * (1 + (apart - 1) * Math.Max(0, 1 - _cachedTokens / context));
    }

    private double PrefillTiles(double tokens) => Math.Ceiling(tokens / _spec.TileRows) * _heads;

    private double Tile(double keys) => _spec.TileSeconds + keys * _secondsPerKey;
}
