using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Transfer;

/// <summary>A transfer on its way in: which blocks of which layer have come. Blocks of a layer come in order.</summary>
internal sealed class Incoming(KvImport import, int layers)
{
    private readonly int[] _next = new int[layers];

    public KvImport Import { get; } = import;

    private int Blocks => (Import.Tokens + KvLayout.BlockSize - 1) / KvLayout.BlockSize;

    public bool IsComplete => Array.TrueForAll(_next, n => n == Blocks);

    public void Arrived(KvFrame frame) => _next[frame.Layer] = frame.Block + 1;

    /// <summary>Why a block does not fit what was announced; null when it does.</summary>
    public string? WhyNot(KvFrame frame, KvLayout kv)
    {
        if (frame.Layout != KvFrame.TokensHeadsDims || frame.Element != (byte)kv.Element) return $"layout {frame.Layout} with element {frame.Element}; here {KvFrame.TokensHeadsDims} with {(byte)kv.Element}";
        if (frame.FirstHead != 0 || frame.Heads != kv.KvHeads) return $"heads {frame.FirstHead}..{frame.FirstHead + frame.Heads}; here 0..{kv.KvHeads}";
        if (frame.Layer >= layers) return $"layer {frame.Layer} of {layers}";
        if (frame.Block != _next[frame.Layer] || frame.Block >= Blocks) return $"block {frame.Block} of layer {frame.Layer}, expected {_next[frame.Layer]} of {Blocks}";
        var tokens = Math.Min(KvLayout.BlockSize, Import.Tokens - frame.Block * KvLayout.BlockSize);
        if (frame.FirstToken != frame.Block * KvLayout.BlockSize || frame.Tokens != tokens) return $"tokens {frame.FirstToken}+{frame.Tokens}, expected {frame.Block * KvLayout.BlockSize}+{tokens}";
        return frame.Payload == 2 * tokens * kv.TokenBytes ? null : $"{frame.Payload} bytes, expected {2 * tokens * kv.TokenBytes}";
    }
}
