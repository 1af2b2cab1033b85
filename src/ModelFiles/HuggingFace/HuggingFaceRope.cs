namespace Orchestrator.ModelFiles.HuggingFace;

/// <summary>Reads the rotary embedding out of config.json: the older rope_theta and rope_scaling, or the newer rope_parameters that hold both.</summary>
internal static class HuggingFaceRope
{
    public static RopeConfig Read(string path, JsonFields config, int headDim)
    {
        var rope = config.Object("rope_parameters") ?? config.Object("rope_scaling");
        if (rope?.HoldsObjects == true) throw rope.Error("rotations that differ between layers are not supported");
        // The classes of the supported architectures turn whole heads, whatever this says; a model made otherwise is another model.
        if ((rope?.Number("partial_rotary_factor") ?? config.Number("partial_rotary_factor")) is { } part && part != 1) throw config.Error($"a partial_rotary_factor of {part} is not supported");

        RopeFrequencies.CheckDimensions(path, headDim, headDim);
        var frequencyBase = RopeFrequencies.CheckedBase(path, rope?.Number("rope_theta") ?? config.Number("rope_theta") ?? 10000f);
        var frequencies = RopeFrequencies.Plain(frequencyBase, headDim);
        if (rope is not null) Scale(path, rope, frequencies, frequencyBase, headDim);
        return new RopeConfig(RopePairing.Halves, frequencies);
    }

    private static void Scale(string path, JsonFields rope, float[] frequencies, float frequencyBase, int headDim)
    {
        switch (rope.String("rope_type") ?? rope.String("type") ?? "default")
        {
            case "default":
                break;
            case "linear":
                RopeFrequencies.ScaleLinearly(frequencies, Factor("factor"));
                break;
            case "llama3":
                float low = Factor("low_freq_factor"), high = Factor("high_freq_factor");
                if (low >= high) throw rope.Error($"low_freq_factor {low} is not below high_freq_factor {high}");
                var factors = RopeFrequencies.Llama3Factors(frequencyBase, headDim, Factor("factor"), low, high, Factor("original_max_position_embeddings"));
                RopeFrequencies.Divide(frequencies, factors);
                break;
            case var other:
                throw rope.Error($"the type {Quoted.Text(other)} is not supported; default, linear and llama3 are");
        }

        float Factor(string name) => RopeFrequencies.CheckedFactor(path, rope.Number(name) ?? throw rope.Error($"{name} is missing"));
    }
}
