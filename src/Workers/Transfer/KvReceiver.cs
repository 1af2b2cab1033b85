using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Hashing;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Hosting.Security;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model;

namespace Orchestrator.Workers.Transfer;

/// <summary>Receives the KV of one other worker: reserves, checks every block, writes it into the cache, acknowledges the whole.</summary>
internal sealed class KvReceiver(KvSocket socket, EngineLoop engine, IDeviceBackend backend, KvIdentity identity, ClusterSecret secret, KvTraffic traffic)
{
    /// <summary>A peer that says nothing after the handshake is cut off.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<AttemptKey, Incoming> _incoming = new();
    private readonly RunningTasks _answers = new();
    private Guid _caller;
    private readonly byte[] _block = new byte[2 * KvLayout.BlockSize * backend.Kv.TokenBytes];

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!await secret.TryAnswerAsync(socket.Input, socket.Output, cancellation)) throw new IOException("a peer without the cluster secret was refused");
        try
        {
            if (!await TryWelcomeAsync(cancellation)) return;
            while (await socket.ReceiveAsync(cancellation) is { } received)
            {
                await TakeAsync(received.Frame, received.Payload, cancellation);
                socket.Advance(received.Payload);
            }
        }
        finally
        {
            await _answers.AllEndedAsync();
            foreach (var incoming in _incoming.Values) engine.ImportLost(incoming.Import, "the prefill worker's connection has ended");
        }
    }

    private async Task<bool> TryWelcomeAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        if (await socket.ReceiveAsync(patience.Token) is not { } received) return false;
        var hello = received.Frame.Kind == KvFrameKind.Hello ? KvHello.TryParse(received.Payload.ToArray()) : null;
        socket.Advance(received.Payload);
        if (WhyNot(hello) is { } refusal)
        {
            await socket.SendAsync(new KvFrame { Kind = KvFrameKind.Goodbye }, cancellation, refusal);
            return false;
        }
        _caller = hello!.CallerLife;
        await socket.SendAsync(new KvFrame { Kind = KvFrameKind.Welcome }, cancellation);
        return true;
    }

    private string? WhyNot(KvHello? hello)
    {
        if (hello is null) return "the first frame is no hello";
        if (hello.Version != ProtocolVersion.Current) return $"protocol {hello.Version} here {ProtocolVersion.Current}";
        if (hello.Pool != identity.Pool) return $"pool '{hello.Pool}', here '{identity.Pool}'";
        if (hello.AnswererLife != identity.Life.Life) return $"life {hello.AnswererLife:N} is meant, here is {identity.Life.Life:N}";
        return hello.Fingerprint == identity.Fingerprint ? null : $"numerics '{hello.Fingerprint}', here '{identity.Fingerprint}'";
    }

    private async ValueTask TakeAsync(KvFrame frame, ReadOnlySequence<byte> payload, CancellationToken cancellation)
    {
        switch (frame.Kind)
        {
            // The engine answers between two steps: blocks of other transfers need not wait for it.
            case KvFrameKind.Reserve: Answer(() => ReserveAsync(frame, cancellation)); break;
            case KvFrameKind.Complete: Answer(() => CompleteAsync(frame, null, cancellation)); break;
            case KvFrameKind.Continue:
                // Read now: the payload is gone with the next frame.
                var answer = WireTokens.FromBytes(payload);
                Answer(() => CompleteAsync(frame, answer, cancellation));
                break;
            case KvFrameKind.Block: await TakeBlockAsync(frame, payload, cancellation); break;
            case KvFrameKind.Abort:
                if (_incoming.TryRemove(frame.Key, out var aborted)) engine.ImportLost(aborted.Import, "the prefill worker gave up");
                break;
            default: throw new InvalidDataException($"unexpected frame {frame.Kind}");
        }
    }

    private async Task ReserveAsync(KvFrame frame, CancellationToken cancellation)
    {
        var (import, refusal) = frame.Tokens > 0
            ? await engine.ReserveAsync(frame.Key, _caller, frame.Tokens, frame.Checksum, why => Dropped(frame.Key, why)).WaitAsync(cancellation)
            : (null, $"{frame.Tokens} tokens");
        if (import is null) await socket.SendAsync(KvFrameKind.Refused, frame.Key, cancellation, refusal);
        else
        {
            _incoming[frame.Key] = new Incoming(import, backend.Kv.Layers);
            await socket.SendAsync(KvFrameKind.Reserved, frame.Key, cancellation);
        }
    }

    // Called by the engine's thread, which must not wait for a socket.
    private void Dropped(AttemptKey key, string why)
    {
        if (_incoming.TryRemove(key, out _)) Answer(async () => await socket.SendAsync(KvFrameKind.Abort, key, CancellationToken.None, why));
    }

    private void Answer(Func<Task> answer) => _answers.Start(async () =>
    {
        try
        {
            await answer();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is gone, and the sender knows.
        }
    });

    private async ValueTask TakeBlockAsync(KvFrame frame, ReadOnlySequence<byte> payload, CancellationToken cancellation)
    {
        // Blocks of a transfer that was given up may still be on their way.
        if (!_incoming.TryGetValue(frame.Key, out var incoming)) return;
        payload.Slice(0, Math.Min(payload.Length, _block.Length)).CopyTo(_block);
        if ((incoming.WhyNot(frame, backend.Kv) ?? WhyDamaged(frame)) is { } damage)
        {
            if (_incoming.TryRemove(frame.Key, out _)) await socket.SendAsync(KvFrameKind.Abort, frame.Key, cancellation, damage);
            engine.ImportLost(incoming.Import, damage);
            return;
        }
        incoming.Import.Touch();
        var side = frame.Payload / 2;
        if (!incoming.Import.Lease.TryUse(frame.Block, block => backend.WriteKv(block, frame.Layer, frame.Tokens, _block.AsSpan(0, side), _block.AsSpan(side, side)))) return;
        incoming.Arrived(frame);
        traffic.AddReceived(frame.Payload);
    }

    private string? WhyDamaged(KvFrame frame) => XxHash3.HashToUInt64(_block.AsSpan(0, frame.Payload)) == frame.Checksum
        ? null
        : $"block {frame.Block} of layer {frame.Layer} has another checksum than it left with";

    // answer: the tokens of an answer that ran; null for a prompt.
    private async Task CompleteAsync(KvFrame frame, int[]? answer, CancellationToken cancellation)
    {
        if (!_incoming.TryRemove(frame.Key, out var incoming)) return;
        var damage = !incoming.IsComplete ? "blocks are missing"
            : frame.Checksum == TokenDigest.Of(answer ?? [frame.FirstToken, frame.Block]) ? null
            : answer is null ? "the first token is damaged" : "the answer's tokens are damaged";
        if (damage is not null) engine.ImportLost(incoming.Import, damage);
        // Acknowledged means owned: from here on the sender forgets its copy.
        if (damage is null) damage = await (answer is null ? engine.CompleteImportAsync(incoming.Import, frame.FirstToken) : engine.ContinueImportAsync(incoming.Import, answer)).WaitAsync(cancellation);
        if (damage is null) await socket.SendAsync(KvFrameKind.Acknowledged, frame.Key, cancellation);
        else await socket.SendAsync(KvFrameKind.Abort, frame.Key, cancellation, damage);
    }
}
