using Orchestrator.Hosting.Cluster;
using Orchestrator.Hosting.Settings;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Silo.Startup;

/// <summary>What the one command is told.</summary>
public sealed record SiloOptions
{
    public required IReadOnlyList<PoolSpec> Pools { get; init; }

    /// <summary>Settings that are passed on to workers as they are, as options and values.</summary>
    public required IReadOnlyList<string> WorkerArguments { get; init; }

    /// <summary>Threads of each worker.</summary>
    public required int Threads { get; init; }

    public required Disaggregate Disaggregate { get; init; }
    public required RoutingRule Routing { get; init; }
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>The Redis that keeps the pools' state, HOST:PORT or StackExchange.Redis' connection string; null: --data keeps it, or nothing does.</summary>
    public required string? Redis { get; init; }

    /// <summary>No HTTP here: gateways run as processes of their own.</summary>
    public required bool NoGateway { get; init; }

    /// <summary>No workers here: they are started elsewhere and join.</summary>
    public required bool NoWorkers { get; init; }

    /// <summary>Port for /metrics when there is no gateway here; null: a free one.</summary>
    public int? MetricsPort { get; init; }

    public static IReadOnlyList<Setting> Settings { get; } =
    [
        .. PoolSettings.All,
        .. Gateway.Startup.GatewayOptions.Settings,
        .. DeviceSettings.All,
        new("--disaggregate", "Router:Disaggregate", "auto, always or never: prefill and decode of a request on different workers (auto: when a prompt leaves 128 tokens and more to compute)."),
        new("--routing", "Router:Policy", $"How the worker for a prompt is chosen: {string.Join(", ", RuleNames.All)} (default)."),
        new("--scaling", "Pool:Scaling", "active, advisory or off: what the autoscaler may do in pools whose policy nobody has set (active)."),
        new("--redis", "Redis", "Redis that keeps policies, roles and epochs instead of the data folder: HOST:PORT or a connection string."),
        new("--no-gateway", "NoGateway", "Serve no HTTP; start src/Gateway apart.", SettingKind.Flag),
        new("--workers", "WorkersMode", "local or none: start the workers here, or leave it to others (local)."),
        new("--metrics-port", "Telemetry:MetricsPort", "Port of /metrics with --no-gateway (a free one; otherwise it is on --port)."),
        .. Telemetry.Settings,
        .. ClusterOptions.SiloSettings,
    ];

    /// <summary>Options that belong to workers; given to the silo, they are handed on.</summary>
    private static readonly string[] s_handedOn = ["Device", "Context", "KvMemory", "KvType", "Deterministic", "Engine:TokenBudget", "Engine:MaxRunning", "Engine:MaxWaiting", "Engine:PrefixCache", "Engine:AutomatonMemory", "Engine:ShiftLimit", "Telemetry:Otlp", .. SimulatedSettings.All.Select(s => s.Key)];

    public static SiloOptions Read(SettingReader reader)
    {
        var pools = PoolSettings.Read(reader);
        _ = reader.OneOf("Device", "auto", DeviceSettings.Devices);
        _ = SimulatedSettings.Read(reader);
        _ = reader.OneOf("KvType", "f32", "f32", "f16", "bf16");
        _ = reader.Number("Context", 16, 16 << 20);
        _ = reader.Flag("Deterministic");
        _ = reader.Bytes("KvMemory");
        _ = reader.Number("Engine:TokenBudget", 1, 1 << 16);
        _ = reader.Number("Engine:MaxRunning", 1, 4096);
        _ = reader.Number("Engine:MaxWaiting", 0, 1 << 20);
        _ = reader.OneOf("Engine:PrefixCache", "on", "on", "off");
        _ = reader.Bytes("Engine:AutomatonMemory");
        _ = reader.OneOf("Pool:Scaling", "active", "active", "advisory", "off");
        _ = reader.Duration("Engine:ShiftLimit", TimeSpan.FromSeconds(1));
        var workers = pools.Sum(p => p.Workers);
        return new SiloOptions
        {
            Pools = pools,
            WorkerArguments = [.. DeviceSettings.All.Concat(Telemetry.Settings).Where(s => s_handedOn.Contains(s.Key) && reader.Text(s.Key) is not null).SelectMany(s => new[] { s.Option, reader.Text(s.Key)! })],
            // One core is left to the gateway and the grains: spinning threads on busy cores slow each other down.
            Threads = reader.Number("Threads", Math.Max(1, (Environment.ProcessorCount - 1) / workers), 1, 1024),
            Disaggregate = reader.Choice("Router:Disaggregate", Disaggregate.Auto),
            Routing = RuleNames.Parse(reader.OneOf("Router:Policy", RuleNames.All[0], [.. RuleNames.All])),
            DrainTimeout = reader.Duration("DrainTimeout", TimeSpan.FromSeconds(30)),
            Redis = reader.Text("Redis"),
            NoGateway = reader.Flag("NoGateway"),
            MetricsPort = reader.Number("Telemetry:MetricsPort", 1, 65535),
            NoWorkers = reader.OneOf("WorkersMode", "local", "local", "none") == "none",
        };
    }
}
