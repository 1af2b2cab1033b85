using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Unit.Engine;

/// <summary>A backend that picks the largest logits itself, as a GPU does: here by sorting those of another backend.</summary>
internal sealed class SelectingBackend(IDeviceBackend inner, int vocab) : IDeviceBackend, IDeviceSelection
{
    /// <summary>Steps that left the choice to the device.</summary>
    public int Selections { get; private set; }

    public int MostCandidates => 24;

    public string Device => inner.Device;

    public string Numerics => inner.Numerics;

    public KvLayout Kv => inner.Kv;

    public void ForwardTop(Batch batch, int count, Span<Candidate> candidates, Action<int>? layerWritten)
    {
        Selections++;
        var logits = new float[batch.LogitRows.Length * vocab];
        inner.Forward(batch, logits, layerWritten);
        for (var row = 0; row < batch.LogitRows.Length; row++)
        {
            var best = logits.Skip(row * vocab).Take(vocab).Select((logit, id) => new Candidate(id, logit)).OrderByDescending(c => c.Logit).ThenBy(c => c.Token).Take(count).ToArray();
            best.CopyTo(candidates[(row * count)..]);
        }
    }

    public void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten) => inner.Forward(batch, logits, layerWritten);

    public void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values) => inner.ReadKv(block, layer, tokens, keys, values);

    public void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values) => inner.WriteKv(block, layer, tokens, keys, values);

    public void Dispose() => inner.Dispose();
}
