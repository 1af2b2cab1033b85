using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Unit.Engine;

/// <summary>How a <see cref="TestWorker"/> is made.</summary>
internal sealed record WorkerShape
{
    public const string DefaultModel = "llama-f32";

    public string Model { get; init; } = DefaultModel;

    /// <summary>KV blocks; 64 hold two of the model's longest sequences.</summary>
    public int Blocks { get; init; } = 64;

    public int Threads { get; init; } = 1;

    public KvElement Element { get; init; } = KvElement.F32;

    public EngineOptions Limits { get; init; } = new() { MaxContext = 512 };

    /// <summary>Another device than the CPU; null: <see cref="Model"/> on the CPU.</summary>
    public Workers.Model.IDeviceBackend? Device { get; init; }

    /// <summary>Whether the backend picks the largest logits itself where these are enough.</summary>
    public bool Selects { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string Pool { get; init; } = "pool";

    public string Fingerprint { get; init; } = "the same";

    public string Secret { get; init; } = "the cluster's";
}
