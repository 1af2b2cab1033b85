using System.Globalization;

namespace Orchestrator.Tools.TrainDemoModel.Network;

/// <summary>The sizes of a Llama network with tied embeddings.</summary>
/// <remarks>Hidden, the width of the residual stream, and FeedForward, that inside the gated part, are multiples of 32, as Q8_0's rows are; KvHeads divides Heads; Context counts tokens.</remarks>
public sealed record NetworkShape(int Vocab, int Hidden, int Layers, int Heads, int KvHeads, int FeedForward, int Context)
{
    public const float NormEpsilon = 1e-5f;
    public const float RopeBase = 10000f;

    public int HeadDim => Hidden / Heads;

    /// <summary>All numbers that are trained.</summary>
    public long Parameters => (long)Vocab * Hidden + Hidden + Layers * (2L * Hidden + 2L * Hidden * Hidden + 2L * Hidden * KvHeads * HeadDim + 3L * Hidden * FeedForward);

    /// <summary>Reads "hidden x layers x heads x kv heads x feed-forward", as 256x8x8x4x704. Throws <see cref="ArgumentException"/> for sizes that do not fit together.</summary>
    public static NetworkShape Parse(string text, int vocab, int context)
    {
        var sizes = text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : 0).ToArray();
        if (sizes.Length != 5 || sizes.Contains(0)) throw new ArgumentException($"the shape \"{text}\" is not five sizes as in 256x8x8x4x704");
        var shape = new NetworkShape(vocab, sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], context);
        if (shape.Hidden % shape.Heads != 0 || shape.HeadDim % 2 != 0) throw new ArgumentException($"{shape.Hidden} numbers do not make {shape.Heads} heads of an even size");
        if (shape.Heads % shape.KvHeads != 0) throw new ArgumentException($"{shape.Heads} heads cannot share {shape.KvHeads} heads of keys");
        if (shape.Hidden % 32 != 0 || shape.FeedForward % 32 != 0) throw new ArgumentException($"{shape.Hidden} and {shape.FeedForward} must be multiples of 32");
        return shape;
    }

    public override string ToString() => $"{Hidden}x{Layers}x{Heads}x{KvHeads}x{FeedForward}";
}
