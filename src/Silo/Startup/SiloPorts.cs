using Orchestrator.Hosting.Processes;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Silo.Startup;

/// <summary>The silo's two ports, free ones unless they are given, held against other instances while the process lives.</summary>
internal sealed class SiloPorts : IDisposable
{
    private readonly PortLease _silo;
    private readonly PortLease _client;

    private SiloPorts(PortLease silo, PortLease client) => (_silo, _client) = (silo, client);

    public int Silo => _silo.Port;

    public int Client => _client.Port;

    public static SiloPorts Take(SettingReader reader) => new(Take(reader, "Cluster:SiloPort"), Take(reader, "Cluster:ClientPort"));

    public void Dispose()
    {
        _silo.Dispose();
        _client.Dispose();
    }

    private static PortLease Take(SettingReader reader, string key) => reader.Number(key, 1, 65535) is { } port
        ? PortLease.TryTake(port) ?? throw reader.Refuse(key, reader.Text(key)!, "a port that nobody uses")
        : PortLease.TakeFree();
}
