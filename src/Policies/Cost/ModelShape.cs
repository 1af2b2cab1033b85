namespace Orchestrator.Policies.Cost;

/// <summary>The sizes of a decoder-only transformer, and what follows from them: parameters, bytes, arithmetic. Unpacked by <see cref="ShapeReader"/>, which checks them.</summary>
public sealed record ModelShape
{
    public required string Name { get; init; }

    /// <summary>Where the sizes are from.</summary>
    public string Source { get; init; } = "";

    public required int Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    public required int KvHeads { get; init; }
    public required int HeadDim { get; init; }

    /// <summary>Width of the gated feed-forward block (three matrices) of dense layers.</summary>
    public required int Ffn { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Bytes of one weight: 2 for bf16, 1 for fp8, 0.5 for fp4; fractions count block scales.</summary>
    public required double BytesPerWeight { get; init; }

    /// <summary>Bytes of one element of a key or a value.</summary>
    public required double BytesPerKv { get; init; }

    /// <summary>The output matrix is the embedding.</summary>
    public bool TiedOutput { get; init; }

    /// <summary>Routed experts of a layer; 0 for a dense model.</summary>
    public int Experts { get; init; }

    /// <summary>Experts that one token visits.</summary>
    public int ActiveExperts { get; init; }

    public int ExpertFfn { get; init; }

    /// <summary>Width of the experts that every token visits, in sum; 0 for none.</summary>
    public int SharedExpertFfn { get; init; }

    /// <summary>Layers whose feed-forward block is dense although others have experts.</summary>
    public int DenseLayers { get; init; }

    public int ExpertLayers => Experts == 0 ? 0 : Layers - DenseLayers;

    /// <summary>Weights of the projections of one layer: queries, keys and values, output.</summary>
    public long AttentionWeights => (long)Hidden * HeadDim * (2 * Heads + 2 * KvHeads);

    /// <summary>Weights of one dense feed-forward block.</summary>
    public long FfnWeights => 3L * Hidden * Ffn;

    /// <summary>Weights of one routed expert.</summary>
    public long ExpertWeights => 3L * Hidden * ExpertFfn;

    /// <summary>What every token visits in a layer with experts: the router and the shared experts.</summary>
    public long SharedWeights => (long)Hidden * Experts + 3L * Hidden * SharedExpertFfn;

    /// <summary>Weights of the output matrix (vocabulary x hidden).</summary>
    public long HeadWeights => (long)Vocabulary * Hidden;

    /// <summary>All parameters: matrices, embeddings and the norms' gains. Biases and norms per head, below 0.01 %, are left out.</summary>
    public long Parameters =>
        Layers * (AttentionWeights + 2L * Hidden) + Hidden
        + (Layers - ExpertLayers) * FfnWeights
        + ExpertLayers * (SharedWeights + Experts * ExpertWeights)
        + HeadWeights * (TiedOutput ? 1 : 2);

    /// <summary>Bytes of all weights.</summary>
    public double WeightBytes => Parameters * BytesPerWeight;

    /// <summary>Bytes of keys and values that one token leaves in all layers.</summary>
    public double KvBytesPerToken => 2.0 * Layers * KvHeads * HeadDim * BytesPerKv;

    /// <summary>FLOP of one query-key pair in all layers: a product and a sum, for the score and for the value, in each query head.</summary>
    public double AttentionFlopPerPair => 4.0 * Layers * Heads * HeadDim;

    /// <summary>FLOP of all layers' matrices for one token; the output matrix (2 x <see cref="HeadWeights"/>) comes on top where logits are wanted.</summary>
    public double MatmulFlopPerToken =>
        2.0 * (Layers * AttentionWeights + (Layers - ExpertLayers) * FfnWeights + ExpertLayers * (SharedWeights + ActiveExperts * ExpertWeights));

    /// <summary>
    /// Routed experts of one layer that <paramref name="tokens"/> tokens touch, on average, if each token's choice is uniform and independent:
    /// E (1 - (1 - k/E)^n). Real routers are less even, so that fewer are touched.
    /// </summary>
    public double ExpertsTouched(double tokens) => Experts == 0 ? 0 : Experts * (1 - Math.Pow(1 - (double)ActiveExperts / Experts, tokens));

    /// <summary>Bytes of weights that a step of so many tokens reads: the layers' matrices, the touched experts, and the output matrix if <paramref name="logits"/>.</summary>
    public double WeightBytesRead(double tokens, bool logits = true) => BytesPerWeight * (
        Layers * AttentionWeights + (Layers - ExpertLayers) * FfnWeights
        + ExpertLayers * (SharedWeights + ExpertsTouched(tokens) * ExpertWeights)
        + (logits ? HeadWeights : 0));
}
