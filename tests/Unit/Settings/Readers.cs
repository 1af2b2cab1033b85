using Microsoft.Extensions.Configuration;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Unit.Settings;

/// <summary>Settings as a process reads them.</summary>
internal static class Readers
{
    public static SettingReader Of(params (string Key, string? Value)[] values) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(values.Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Key, v.Value))).Build(), [new Setting("--port", "Gateway:Port", "Port.")]);

    /// <summary>One setting, under a key that the command line knows as --port.</summary>
    public static SettingReader Port(string value) => Of(("Gateway:Port", value));
}
