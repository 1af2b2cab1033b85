using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Hosting.Security;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Workers.Transfer;

/// <summary>A connection to one decode worker, and the transfers that run over it.</summary>
internal sealed class KvSender : IAsyncDisposable
{
    /// <summary>How long a decode worker may take to answer a reservation or to acknowledge the last block.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly KvSocket _socket;
    private readonly IDeviceBackend _backend;
    private readonly KvTraffic _traffic;
    private readonly ConcurrentDictionary<AttemptKey, PendingTransfer> _pending = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _reading;

    private KvSender(KvSocket socket, IDeviceBackend backend, KvTraffic traffic)
    {
        _socket = socket;
        _backend = backend;
        _traffic = traffic;
        _reading = Task.Run(ReadAnswersAsync);
    }

    /// <summary>Completes when the connection has ended and is closed.</summary>
    public Task Completion => _reading;

    public bool IsEnded => _ended.IsCancellationRequested;

    /// <summary>Connects, proves the secret and agrees on numerics; throws <see cref="IOException"/> with the reason otherwise.</summary>
    public static async Task<KvSender> ConnectAsync(DecodeTarget target, IDeviceBackend backend, KvIdentity identity, ClusterSecret secret, KvTraffic traffic, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        KvSocket? framed = null;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(s_patience);
            await socket.ConnectAsync(IPEndPoint.Parse(target.KvEndpoint), patience.Token);
            framed = new KvSocket(socket);
            if (!await secret.TryCallAsync(framed.Input, framed.Output, patience.Token)) throw new IOException($"worker {target.Worker} does not know the cluster secret or refuses ours");
            var hello = new KvHello(ProtocolVersion.Current, identity.Pool, identity.Life.Worker.Value, identity.Life.Life, target.Life, identity.Fingerprint);
            await framed.SendAsync(new KvFrame { Kind = KvFrameKind.Hello }, hello.ToBytes(), patience.Token);
            var answer = await framed.ReceiveAsync(patience.Token) ?? throw new IOException($"worker {target.Worker} closed the connection");
            if (answer.Frame.Kind != KvFrameKind.Welcome) throw new IOException($"worker {target.Worker} refuses: {Encoding.UTF8.GetString(answer.Payload)}");
            framed.Advance(answer.Payload);
            return new KvSender(framed, backend, traffic);
        }
        catch
        {
            if (framed is not null) await framed.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Carries one sequence's KV over, from the reservation to the acknowledgement. Null when it has arrived, else why not.</summary>
    public async Task<string?> SendAsync(KvExport export, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _ended.Token);
        var pending = _pending[export.Key] = new PendingTransfer();
        try
        {
            var reserve = new KvFrame { Kind = KvFrameKind.Reserve, Key = export.Key, Tokens = export.Tokens.Length, Checksum = TokenDigest.Of(export.Tokens) };
            await _socket.SendAsync(reserve, stop.Token);
            if (await pending.Reserved.Task.WaitAsync(s_patience, stop.Token) is { } refusal) return refusal;
            var first = await SendBlocksAsync(export, pending, stop.Token);
            if (first is null) return await GiveUpAsync(export, pending, stop.Token);
            if (export.Answer is { } answer) await _socket.SendAsync(new KvFrame { Kind = KvFrameKind.Continue, Key = export.Key, Checksum = TokenDigest.Of(answer) }, WireTokens.ToBytes(answer), stop.Token);
            else await _socket.SendAsync(new KvFrame { Kind = KvFrameKind.Complete, Key = export.Key, FirstToken = first.Token, Block = first.Index, Checksum = TokenDigest.Of([first.Token, first.Index]) }, stop.Token);
            return await pending.Acknowledged.Task.WaitAsync(s_patience, stop.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return $"the connection to worker {export.Target.Worker} has ended";
        }
        catch (TimeoutException)
        {
            return $"worker {export.Target.Worker} has not answered for {s_patience.TotalSeconds:0} s";
        }
        finally
        {
            _pending.TryRemove(export.Key, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _socket.DisposeAsync();
        await _reading;
    }

    /// <summary>Sends every block as soon as its last token is computed, layer by layer; null when either side has given up.</summary>
    private async Task<FirstToken?> SendBlocksAsync(KvExport export, PendingTransfer pending, CancellationToken cancellation)
    {
        var layers = _backend.Kv.Layers;
        var sent = new int[layers];
        var buffer = ArrayPool<byte>.Shared.Rent(KvFrame.Size + 2 * KvLayout.BlockSize * _backend.Kv.TokenBytes);
        try
        {
            while (true)
            {
                for (var layer = 0; layer < layers; layer++)
                {
                    while (NextBlock(export, layer, sent[layer]) is { } tokens)
                    {
                        if (pending.IsAborted || !await TrySendBlockAsync(export, layer, sent[layer], tokens, buffer, cancellation)) return null;
                        sent[layer]++;
                    }
                }
                if (export.Closed is not null || pending.IsAborted) return null;
                if (export.First is { } first && Array.TrueForAll(sent, s => s == export.Lease.Count || s * KvLayout.BlockSize >= export.Tokens.Length)) return first;
                await export.ChangedAsync(cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Tokens of a layer's next block if it is complete: full, or the last of the prompt.</summary>
    private static int? NextBlock(KvExport export, int layer, int block)
    {
        var start = block * KvLayout.BlockSize;
        var end = Math.Min(start + KvLayout.BlockSize, export.Tokens.Length);
        return start < export.Tokens.Length && export.Written(layer) >= end ? end - start : null;
    }

    private async Task<bool> TrySendBlockAsync(KvExport export, int layer, int block, int tokens, byte[] buffer, CancellationToken cancellation)
    {
        var side = tokens * _backend.Kv.TokenBytes;
        var frameBytes = buffer.AsMemory(0, KvFrame.Size + 2 * side);
        if (!export.Lease.TryUse(block, b => _backend.ReadKv(b, layer, tokens, frameBytes.Span.Slice(KvFrame.Size, side), frameBytes.Span.Slice(KvFrame.Size + side, side)))) return false;
        var frame = new KvFrame
        {
            Kind = KvFrameKind.Block,
            Key = export.Key,
            Element = (byte)_backend.Kv.Element,
            Layout = KvFrame.TokensHeadsDims,
            Layer = (ushort)layer,
            Heads = (ushort)_backend.Kv.KvHeads,
            Block = block,
            FirstToken = block * KvLayout.BlockSize,
            Tokens = tokens,
        };
        var took = await _socket.SendAsync(frame, frameBytes, cancellation);
        if (_backend is IPacedLink link) took = await link.CarryAsync(tokens, cancellation);
        _traffic.AddSent(2 * side, took);
        return true;
    }

    private async Task<string> GiveUpAsync(KvExport export, PendingTransfer pending, CancellationToken cancellation)
    {
        if (pending.IsAborted) return await pending.Acknowledged.Task ?? "aborted";
        var why = export.Closed ?? "the blocks were given back";
        await _socket.SendAsync(KvFrameKind.Abort, export.Key, cancellation, why);
        return why;
    }

    private async Task ReadAnswersAsync()
    {
        try
        {
            while (await _socket.ReceiveAsync(_ended.Token) is { } received)
            {
                var text = Encoding.UTF8.GetString(received.Payload);
                _socket.Advance(received.Payload);
                if (_pending.TryGetValue(received.Frame.Key, out var pending)) pending.Take(received.Frame.Kind, text);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of the connection, however it came: all its transfers have failed.
        }
        finally
        {
            await _ended.CancelAsync();
            await _socket.DisposeAsync();
        }
    }
}
