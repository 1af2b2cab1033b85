using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.ModelFiles;

namespace Orchestrator.Workers.Model.Simulated;

/// <summary>What a simulated worker's tokens are made from.</summary>
/// <param name="Vocab">Size of the vocabulary.</param>
/// <param name="Words">The tokens it says.</param>
/// <param name="Seed">Chooses among them.</param>
internal sealed record SimulatedModel(int Vocab, int[] Words, int Seed)
{
    /// <summary>Of a file's vocabulary; its weights are not read.</summary>
    public static SimulatedModel Of(string path, ModelConfig config, int seed) => new(config.Vocab, OrdinaryWords.Of(path, config.Vocab), seed);

    /// <summary>Instead of a digest of the whole file: what the answers of a simulated worker depend on besides the seed.</summary>
    public static string Digest(ModelConfig config) => "simulated-" + Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(config.ToString())));

    /// <summary>Part of the numerics fingerprint.</summary>
    public string Numerics => $"simulated 1, seed {Seed}, words {XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Words.AsSpan())):x16}";
}
