using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Unit.Transfer;

/// <summary>Stands between two workers on a KV connection: records the frames that pass, and changes, loses or cuts what a test wants.</summary>
internal sealed class FrameProxy : IAsyncDisposable
{
    /// <summary>Decides on one frame; may change the bytes, [KvFrame.Size + payload], in place.</summary>
    public delegate FrameFate Judgement(KvFrame frame, Span<byte> bytes);

    // Each side says 64 bytes to prove the secret: a nonce and a proof.
    private const int HandshakeBytes = 64;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly Task _accepting;

    public FrameProxy(string target)
    {
        _target = IPEndPoint.Parse(target);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => _listener.LocalEndpoint.ToString()!;

    /// <summary>The frames that came, of both directions, in the order in which they came.</summary>
    public ConcurrentQueue<KvFrame> Frames { get; } = [];

    public Judgement Judge { get; set; } = (_, _) => FrameFate.Pass;

    public int Connections { get; private set; }

    public int Count(KvFrameKind kind) => Frames.Count(f => f.Kind == kind);

    public Task SeenAsync(KvFrameKind kind, int count = 1) =>
        Eventually.TrueAsync(() => Count(kind) >= count, () => $"{Count(kind)} of {count} frames {kind}; seen: {string.Join(' ', Frames.Select(f => f.Kind))}");

    /// <summary>Breaks every connection that stands.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }

    /// <summary>Ends every connection in order, and returns when both sides have closed theirs.</summary>
    public async Task HangUpAsync()
    {
        foreach (var socket in _sockets) End(socket);
        await Task.WhenAll(_pumps).InTimeAsync("both sides of the connection to end");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_pumps);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var sender = await _listener.AcceptSocketAsync();
                var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await receiver.ConnectAsync(_target);
                Connections++;
                _sockets.Add(sender);
                _sockets.Add(receiver);
                _pumps.Add(PumpAsync(sender, receiver));
                _pumps.Add(PumpAsync(receiver, sender));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from, ownsSocket: false);
            var handshake = new byte[HandshakeBytes];
            // Half by half: the answerer's proof comes after the caller's.
            for (var half = 0; half < 2; half++)
            {
                await source.ReadExactlyAsync(handshake.AsMemory(half * HandshakeBytes / 2, HandshakeBytes / 2));
                await to.SendAsync(handshake.AsMemory(half * HandshakeBytes / 2, HandshakeBytes / 2));
            }
            while (await ReadAsync(source) is { } bytes)
            {
                var frame = KvFrame.Read(bytes);
                Frames.Enqueue(frame);
                var fate = Judge(frame, bytes);
                if (fate == FrameFate.Cut)
                {
                    from.Dispose();
                    to.Dispose();
                    return;
                }
                if (fate == FrameFate.Pass) await to.SendAsync(bytes);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One side has ended the connection.
        }
        // The end passes on, like everything else.
        End(to);
    }

    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private static async Task<byte[]?> ReadAsync(NetworkStream source)
    {
        var header = new byte[KvFrame.Size];
        if (await source.ReadAtLeastAsync(header, KvFrame.Size, throwOnEndOfStream: false) < KvFrame.Size) return null;
        var bytes = new byte[KvFrame.Size + KvFrame.Read(header).Payload];
        header.CopyTo(bytes, 0);
        await source.ReadExactlyAsync(bytes.AsMemory(KvFrame.Size));
        return bytes;
    }
}
