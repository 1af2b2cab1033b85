namespace Orchestrator.ModelFiles;

/// <summary>What any configuration must satisfy, whichever format it came from.</summary>
internal static class ModelLimits
{
    // Far above any model; keeps what is derived from them small before a tensor has confirmed them.
    private const int LongestHead = 1 << 16;
    private const int MostLayers = 1 << 16;

    public static ModelConfig Checked(this ModelConfig config, string path)
    {
        Require(config.Layers <= MostLayers, $"{config.Layers:N0} layers; the limit is {MostLayers:N0}");
        Require(config.HeadDim is > 0 and <= LongestHead, $"heads of {config.HeadDim:N0} numbers; the limit is {LongestHead:N0}");
        Require(config.Heads % config.KvHeads == 0, $"{config.Heads} heads cannot share {config.KvHeads} KV heads evenly");
        Require(float.IsFinite(config.RmsEpsilon) && config.RmsEpsilon >= 0, $"an RMS epsilon of {config.RmsEpsilon}");
        return config;

        void Require(bool holds, string complaint)
        {
            if (!holds) throw new ModelFileException($"{path}: {complaint}");
        }
    }
}
