using System.Net;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Hosting.Cluster;

/// <summary>How a process finds its cluster. Today every silo is on this machine; the provider is chosen here and nowhere else.</summary>
/// <param name="ClusterId">A fresh one per full start, so that two systems side by side do not meet.</param>
/// <param name="SiloPort">Where silos talk to each other.</param>
/// <param name="ClientPort">Where gateways and workers reach the silo.</param>
/// <param name="Secret">Proved on every internal link.</param>
public sealed record ClusterOptions(string ClusterId, int SiloPort, int ClientPort, string Secret)
{
    /// <summary>Names the system's durable state; the same over all starts.</summary>
    public const string ServiceId = "orchestrator";

    /// <summary>Where the secret is found when no setting gives it. Not an option: command lines can be read by other users.</summary>
    public const string SecretVariable = "ORCHESTRATOR_CLUSTER_SECRET";

    public IPEndPoint Silo => new(IPAddress.Loopback, SiloPort);

    public IPEndPoint Client => new(IPAddress.Loopback, ClientPort);

    /// <summary>Settings of processes that join a running silo.</summary>
    public static IReadOnlyList<Setting> JoinSettings { get; } =
    [
        new("--cluster-id", "Cluster:Id", "The cluster to join, as the silo prints it."),
        new("--client-port", "Cluster:ClientPort", "The silo's port for gateways and workers on 127.0.0.1, as the silo prints it."),
    ];

    /// <summary>Settings of a silo.</summary>
    public static IReadOnlyList<Setting> SiloSettings { get; } =
    [
        new("--cluster-id", "Cluster:Id", "Name of this cluster (a random one)."),
        new("--silo-port", "Cluster:SiloPort", "Port between silos (a free one)."),
        new("--client-port", "Cluster:ClientPort", "Port for gateways and workers (a free one)."),
    ];

    /// <summary>Reads the settings of a process that joins; all of them are needed.</summary>
    public static ClusterOptions ToJoin(SettingReader reader)
    {
        var id = reader.Text("Cluster:Id") ?? throw new WrongUseException("--cluster-id is missing: the silo prints it when it starts");
        var port = reader.Number("Cluster:ClientPort", 1, 65535) ?? throw new WrongUseException("--client-port is missing: the silo prints it when it starts");
        return new ClusterOptions(id, 0, port, ReadSecret(reader) ?? throw new WrongUseException($"{SecretVariable} is not set: it must be the silo's"));
    }

    public static string? ReadSecret(SettingReader reader) => Environment.GetEnvironmentVariable(SecretVariable) is { Length: > 0 } secret ? secret : reader.Text("Cluster:Secret");
}
