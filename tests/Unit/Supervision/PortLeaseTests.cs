using System.Net;
using System.Net.Sockets;
using Orchestrator.Hosting.Processes;
using Orchestrator.Hosting.Settings;
using Xunit;

namespace Orchestrator.Unit.Supervision;

public sealed class PortLeaseTests
{
    [Fact]
    public void No_two_leases_that_are_held_have_the_same_port()
    {
        var leases = new PortLease[64];
        Parallel.For(0, leases.Length, i => leases[i] = PortLease.TakeFree());
        Assert.Equal(leases.Length, leases.Select(l => l.Port).Distinct().Count());
        foreach (var lease in leases) Assert.Null(PortLease.TryTake(lease.Port));
        foreach (var lease in leases) lease.Dispose();
    }

    [Fact]
    public void A_port_is_free_again_when_its_lease_ends()
    {
        int port;
        using (var lease = PortLease.TakeFree()) port = lease.Port;
        using var again = PortLease.TryTake(port);
        Assert.Equal(port, again?.Port);
    }

    [Fact]
    public void A_port_that_somebody_listens_on_is_refused_in_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.Null(PortLease.TryTake(port));
        Assert.Equal($"port {port} on 127.0.0.1 is in use; choose another with --port", Assert.Throws<WrongUseException>(() => PortLease.Check(port)).Message);
        listener.Stop();
        PortLease.Check(port);
    }
}
