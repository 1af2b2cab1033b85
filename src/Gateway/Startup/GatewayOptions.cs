using Orchestrator.Hosting.Settings;

namespace Orchestrator.Gateway.Startup;

/// <summary>Settings of the HTTP side.</summary>
public sealed record GatewayOptions
{
    /// <summary>Port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Longest sequence served, in tokens; null: the model's own.</summary>
    public required int? Context { get; init; }

    /// <summary>How long running answers may take after the order to stop.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>How long a request may take that names no time of its own.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>Folder for what is to be kept over restarts; null: nothing is.</summary>
    public required string? DataFolder { get; init; }

    /// <summary>The admin API's key; null: one is made.</summary>
    public required string? AdminKey { get; init; }

    /// <summary>Where the admin key is read from besides the setting Admin:Key.</summary>
    public const string AdminKeyVariable = "ORCHESTRATOR_ADMIN_KEY";

    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new("--port", "Gateway:Port", "HTTP port on 127.0.0.1 (8080)."),
        new("--request-timeout", "Gateway:RequestTimeout", "How long a request may take unless it says otherwise (600s)."),
        new("--drain-timeout", "DrainTimeout", "How long to wait for running answers at the end (30s)."),
        new("--data", "Data", "Folder for what outlives a restart: policies, roles, epochs, the admin key (nothing is kept)."),
    ];

    public static GatewayOptions Read(SettingReader reader) => new()
    {
        Port = reader.Number("Gateway:Port", 8080, 1, 65535),
        Context = reader.Number("Context", 16, 16 << 20),
        DrainTimeout = reader.Duration("DrainTimeout", TimeSpan.FromSeconds(30)),
        RequestTimeout = reader.Duration("Gateway:RequestTimeout", TimeSpan.FromMinutes(10)),
        DataFolder = reader.Text("Data"),
        AdminKey = Environment.GetEnvironmentVariable(AdminKeyVariable) is { Length: > 0 } key ? key : reader.Text("Admin:Key"),
    };
}
