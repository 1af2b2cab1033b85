using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Unit.Engine;

/// <summary>The real backend with a window: a test can hold its steps, look at its batches, and spoil its logits.</summary>
internal sealed class WatchedBackend(IDeviceBackend inner) : IDeviceBackend
{
    /// <summary>Changes the logits of a step before the engine sees them; [rows, vocab].</summary>
    public delegate void Spoiler(Batch batch, Span<float> logits);

    public StepGate Gate { get; } = new();

    /// <summary>The engine's thread, before each step and before the gate.</summary>
    public Action<Batch>? Before { get; set; }

    public Spoiler? Spoil { get; set; }

    /// <summary>The engine's thread, after each layer that a transfer waits for.</summary>
    public Action<int>? AfterLayer { get; set; }

    public string Device => inner.Device;

    public string Numerics => inner.Numerics;

    public KvLayout Kv => inner.Kv;

    public void Forward(Batch batch, Span<float> logits, Action<int>? layerWritten)
    {
        Before?.Invoke(batch);
        Gate.Pass();
        inner.Forward(batch, logits, layerWritten is null ? null : layer =>
        {
            layerWritten(layer);
            AfterLayer?.Invoke(layer);
        });
        Spoil?.Invoke(batch, logits);
    }

    public void ReadKv(int block, int layer, int tokens, Span<byte> keys, Span<byte> values) => inner.ReadKv(block, layer, tokens, keys, values);

    public void WriteKv(int block, int layer, int tokens, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values) => inner.WriteKv(block, layer, tokens, keys, values);

    public void Dispose() => inner.Dispose();
}
