using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Hosting.Processes;

/// <summary>
/// A free port that no other instance will pick while this lease is held. Orleans' listeners share ports without any error, so a lock
/// file per port stands in for the operating system's refusal.
/// </summary>
public sealed class PortLease : IDisposable
{
    private readonly FileStream _lock;

    private PortLease(int port, FileStream held)
    {
        Port = port;
        _lock = held;
    }

    public int Port { get; }

    /// <summary>Finds a port on 127.0.0.1 that nobody listens on and leases it.</summary>
    public static PortLease TakeFree()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            if (TryLock(port) is { } held) return new PortLease(port, held);
        }
        throw new IOException("no free port on 127.0.0.1 after 100 tries");
    }

    /// <summary>Leases a given port; null when another instance holds it or something listens on it.</summary>
    public static PortLease? TryTake(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            probe.Start();
        }
        catch (SocketException)
        {
            return null;
        }
        return TryLock(port) is { } held ? new PortLease(port, held) : null;
    }

    /// <summary>Starts a web application that listens on a port of 127.0.0.1; a taken port is one clear line.</summary>
    public static async Task StartAsync(WebApplication app, int port)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw Taken(port);
        }
    }

    /// <summary>Refuses a port that is in use, before anything else is started.</summary>
    public static void Check(int port)
    {
        using var free = TryTake(port) ?? throw Taken(port);
    }

    private static WrongUseException Taken(int port) => new($"port {port} on 127.0.0.1 is in use; choose another with --port");

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(int port)
    {
        try
        {
            var folder = Path.Combine(Path.GetTempPath(), $"orchestrator-ports-{Environment.UserName}");
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, $"{port}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
