using System.Net;
using System.Net.Sockets;
using Orchestrator.Hosting.Security;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Model;

namespace Orchestrator.Workers.Transfer;

/// <summary>The receiving side's door: accepts connections of prefill workers on a socket of its own.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "The source of cancellation is used after it is cancelled and holds nothing.")]
public sealed partial class KvListener : IAsyncDisposable
{
    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly RunningTasks _connections = new();
    private readonly ILogger<KvListener> _logger;
    private Task _accepting = Task.CompletedTask;

    public KvListener(ILogger<KvListener> logger)
    {
        _logger = logger;
        _listener.Start();
    }

    public string Endpoint => _listener.LocalEndpoint.ToString()!;

    /// <summary>Starts to accept.</summary>
    public void Serve(EngineLoop engine, IDeviceBackend backend, KvIdentity identity, ClusterSecret secret, KvTraffic traffic) =>
        _accepting = Task.Run(() => AcceptAsync(socket => new KvReceiver(socket, engine, backend, identity, secret, traffic)));

    /// <summary>Ends all connections and waits for them: after this nobody writes into the KV cache from here. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await _connections.AllEndedAsync();
    }

    private async Task AcceptAsync(Func<KvSocket, KvReceiver> receiver)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _connections.Start(() => ReceiveAsync(receiver, socket));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                if (_stopping.IsCancellationRequested) return;
                LogAcceptFailed(e.Message);
                // With no descriptors left the next try fails at once as well.
                await Task.Delay(s_acceptPause);
            }
        }
    }

    private async Task ReceiveAsync(Func<KvSocket, KvReceiver> receiver, Socket socket)
    {
        try
        {
            await using var framed = new KvSocket(socket);
            await receiver(framed).RunAsync(_stopping.Token);
        }
        catch (Exception e)
        {
            // Whatever a peer has sent or done ends its connection and nothing else.
            socket.Dispose();
            LogConnectionEnded(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "KV socket: accept failed: {Reason}")]
    private partial void LogAcceptFailed(string reason);

    [LoggerMessage(LogLevel.Information, "KV connection ended: {Reason}")]
    private partial void LogConnectionEnded(string reason);
}
