using Orchestrator.Contracts.Pools;
using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Settings;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;

namespace Orchestrator.Workers.Startup;

/// <summary>What a worker process is told at its start.</summary>
public sealed record WorkerOptions
{
    public required WorkerId Id { get; init; }
    public required string Pool { get; init; }
    public required string ModelPath { get; init; }
    public required WorkerRole Role { get; init; }
    public required string Device { get; init; }
    /// <summary>Set for the simulated device alone.</summary>
    public SimulatedSettings? Simulated { get; init; }

    public required int Threads { get; init; }

    /// <summary>Longest sequence in tokens; null: the model's own.</summary>
    public required int? Context { get; init; }

    /// <summary>Bytes for keys and values; null: see <see cref="KvSizing"/>.</summary>
    public required long? KvMemory { get; init; }

    /// <summary>Workers that share the machine's memory, this one among them.</summary>
    public int LocalWorkers { get; init; } = 1;

    public required KvElement KvElement { get; init; }

    /// <summary>The same bits whatever the batch and the chunking, on GPUs too; simd gives them always.</summary>
    public required bool Deterministic { get; init; }

    /// <summary>Work of each step, in tokens.</summary>
    public required int TokenBudget { get; init; }

    public required int MaxRunning { get; init; }

    /// <summary>Sequences accepted beyond those; more are refused as busy and go elsewhere.</summary>
    public required int MaxWaiting { get; init; }

    /// <summary>Keep the KV of computed tokens for others that begin with the same ones.</summary>
    public required bool PrefixCache { get; init; }

    /// <summary>Bytes for the token automata of constrained answers.</summary>
    public required long AutomatonMemory { get; init; }

    /// <summary>A running answer that would take longer goes on elsewhere when the worker gets another role or drains.</summary>
    public TimeSpan ShiftLimit { get; init; } = EngineOptions.DefaultShiftLimit;

    /// <summary>The process is a child: its parent's end is its own, and signals are the parent's business.</summary>
    public required bool Supervised { get; init; }

    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>Port for /metrics; null: a free one, which the pool is told.</summary>
    public int? MetricsPort { get; init; }

    public static IReadOnlyList<Setting> Settings { get; } =
    [
        .. ClusterOptions.JoinSettings,
        new("--worker-id", "Worker:Id", "Stable name of this worker (HOST-POOL); no two of a pool may have the same."),
        new("--pool", "Worker:Pool", "Pool to join: NAME (the model's file name), or without --model NAME=PATH as silo and gateway take it; counts are their business."),
        new("--model", "Model", "Model to serve: a GGUF file or a Hugging Face folder (a small demo model that comes along)."),
        new("--role", "Worker:Role", "prefill, decode or mixed (mixed): counts for a worker that the pool does not know yet."),
        .. DeviceSettings.All,
        new("--local-workers", "Worker:LocalWorkers", "Workers that share this machine's memory (1)."),
        new("--drain-timeout", "DrainTimeout", "How long to wait for running answers at the end (30s)."),
        new("--metrics-port", "Telemetry:WorkerMetricsPort", "Port of /metrics (a free one, listed by /metrics/targets of silo and gateway)."),
        .. Telemetry.Settings,
        new("--supervised", "Worker:Supervised", "End with standard input and ignore signals: for a parent process.", SettingKind.Flag),
    ];

    public static WorkerOptions Read(SettingReader reader)
    {
        var (pool, path) = ReadPool(reader);
        var running = reader.Number("Engine:MaxRunning", 64, 1, 4096);
        return new WorkerOptions
        {
            Id = new WorkerId(reader.Text("Worker:Id") ?? $"{Environment.MachineName}-{pool}"),
            Pool = pool,
            ModelPath = path,
            Role = reader.Choice("Worker:Role", WorkerRole.Mixed),
            Device = reader.OneOf("Device", "auto", DeviceSettings.Devices),
            Simulated = SimulatedSettings.Read(reader),
            Threads = reader.Number("Threads", Math.Max(1, Environment.ProcessorCount - 1), 1, 1024),
            Context = reader.Number("Context", 16, 16 << 20),
            KvMemory = reader.Bytes("KvMemory"),
            LocalWorkers = reader.Number("Worker:LocalWorkers", 1, 1, 1024),
            KvElement = reader.Choice("KvType", KvElement.F32),
            Deterministic = reader.Flag("Deterministic"),
            TokenBudget = reader.Number("Engine:TokenBudget", 256, 1, 1 << 16),
            MaxRunning = running,
            // Enough to fill all places anew three times over; a longer queue only hides that another worker would be sooner.
            MaxWaiting = reader.Number("Engine:MaxWaiting", 3 * running, 0, 1 << 20),
            PrefixCache = reader.OneOf("Engine:PrefixCache", "on", "on", "off") == "on",
            AutomatonMemory = reader.Bytes("Engine:AutomatonMemory") ?? EngineOptions.DefaultAutomatonMemory,
            ShiftLimit = reader.Duration("Engine:ShiftLimit", EngineOptions.DefaultShiftLimit),
            Supervised = reader.Flag("Worker:Supervised"),
            DrainTimeout = reader.Duration("DrainTimeout", TimeSpan.FromSeconds(30)),
            MetricsPort = reader.Number("Telemetry:WorkerMetricsPort", 1, 65535),
        };
    }

    private static (string Name, string ModelPath) ReadPool(SettingReader reader)
    {
        var pool = reader.Text("Worker:Pool");
        if (reader.Path("Model") is { } path) return (PoolName.Check(pool ?? PoolSettings.NameOf(path)), path);
        if (pool is null) return (PoolSettings.NameOf(DemoModel.Path), DemoModel.Path);
        if (!pool.Contains('=')) throw new WrongUseException($"no model for pool '{pool}': give --model PATH, a GGUF file or a Hugging Face folder, or --pool NAME=PATH");
        var spec = PoolSpec.Parse(pool, (0, 0, 0));
        return (PoolName.Check(spec.Name), spec.ModelPath);
    }
}
