using static TorchSharp.torch;

namespace Orchestrator.Tools.TrainDemoModel.Network;

/// <summary>Keys and values of the tokens so far, per layer, [batch, kvHeads, tokens, headDim].</summary>
internal sealed class KeyValueCache(int layers) : IDisposable
{
    private readonly (Tensor Keys, Tensor Values)?[] _kept = new (Tensor, Tensor)?[layers];

    /// <summary>Tokens held.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a layer's keys and values of further tokens, and gives all. Several tokens at once may only be the first.</summary>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        if (Length > 0 && keys.shape[2] > 1) throw new ArgumentException($"{keys.shape[2]} tokens cannot follow {Length}; only one can");
        var all = _kept[layer] is { } before ? (cat([before.Keys, keys], 2), cat([before.Values, values], 2)) : (keys.contiguous(), values.contiguous());
        all.Item1.DetachFromDisposeScope();
        all.Item2.DetachFromDisposeScope();
        _kept[layer]?.Keys.Dispose();
        _kept[layer]?.Values.Dispose();
        _kept[layer] = all;
        return all;
    }

    public void Advance(int tokens) => Length += tokens;

    public void Dispose()
    {
        foreach (var kept in _kept)
        {
            kept?.Keys.Dispose();
            kept?.Values.Dispose();
        }
    }
}
