using System.Buffers;
using System.Diagnostics;
using System.IO.Hashing;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Workers.Transfer;

/// <summary>One TCP connection between two workers, in frames. One reader; writers take turns.</summary>
internal sealed class KvSocket : IAsyncDisposable
{
    /// <summary>The largest payload of any frame: a block of 16 tokens with 1,024 heads' worth of 256 F32 numbers is 16 MiB a side.</summary>
    public const int MaxPayload = 64 << 20;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);

    public KvSocket(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 256 << 10));
        Output = PipeWriter.Create(_stream);
    }

    public PipeReader Input { get; }

    /// <summary>For the handshake only; frames are sent by the methods below.</summary>
    public PipeWriter Output { get; }

    /// <summary>Writes a frame; <paramref name="buffer"/> has room for the header before the payload, so that both leave in one piece.</summary>
    /// <param name="frame">Payload length and checksum are filled in here.</param>
    /// <param name="buffer">[KvFrame.Size + payload].</param>
    /// <param name="cancellation">Gives up; the connection is then unusable.</param>
    /// <returns>How long the link took it, without the wait for other frames.</returns>
    public async ValueTask<TimeSpan> SendAsync(KvFrame frame, Memory<byte> buffer, CancellationToken cancellation)
    {
        var payload = buffer[KvFrame.Size..];
        var whole = frame with { Payload = payload.Length, Checksum = frame.Kind == KvFrameKind.Block ? XxHash3.HashToUInt64(payload.Span) : frame.Checksum };
        whole.Write(buffer.Span);
        await _writing.WaitAsync(cancellation);
        try
        {
            var started = Stopwatch.GetTimestamp();
            await _stream.WriteAsync(buffer, cancellation);
            return Stopwatch.GetElapsedTime(started);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes a frame without a payload, or with a short text.</summary>
    public ValueTask<TimeSpan> SendAsync(KvFrame frame, CancellationToken cancellation, string text = "") =>
        SendAsync(frame, Encoding.UTF8.GetBytes(text), cancellation);

    public ValueTask<TimeSpan> SendAsync(KvFrame frame, ReadOnlySpan<byte> payload, CancellationToken cancellation)
    {
        var buffer = new byte[KvFrame.Size + payload.Length];
        payload.CopyTo(buffer.AsSpan(KvFrame.Size));
        return SendAsync(frame, buffer.AsMemory(), cancellation);
    }

    /// <summary>A frame that concerns one transfer.</summary>
    public ValueTask<TimeSpan> SendAsync(KvFrameKind kind, AttemptKey key, CancellationToken cancellation, string text = "") =>
        SendAsync(new KvFrame { Kind = kind, Key = key }, cancellation, text);

    /// <summary>
    /// Reads the next frame and its payload, which is valid until <see cref="Advance"/>. Null at the end of the connection.
    /// A payload length outside the limits throws <see cref="InvalidDataException"/>.
    /// </summary>
    public async ValueTask<(KvFrame Frame, ReadOnlySequence<byte> Payload)?> ReceiveAsync(CancellationToken cancellation)
    {
        var result = await Input.ReadAtLeastAsync(KvFrame.Size, cancellation);
        if (result.Buffer.Length < KvFrame.Size) return null;
        var frame = ReadHeader(result.Buffer);
        if (frame.Payload is < 0 or > MaxPayload) throw new InvalidDataException($"a frame of {frame.Payload} bytes; at most {MaxPayload} are allowed");
        if (result.Buffer.Length < KvFrame.Size + frame.Payload)
        {
            Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await Input.ReadAtLeastAsync(KvFrame.Size + frame.Payload, cancellation);
            if (result.Buffer.Length < KvFrame.Size + frame.Payload) return null;
        }
        return (frame, result.Buffer.Slice(KvFrame.Size, frame.Payload));
    }

    /// <summary>Done with the payload of the last frame.</summary>
    public void Advance(ReadOnlySequence<byte> payload) => Input.AdvanceTo(payload.End);

    // The semaphore is left alone: a disposed one would leave those who wait for it waiting for ever.
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static KvFrame ReadHeader(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[KvFrame.Size];
        buffer.Slice(0, KvFrame.Size).CopyTo(header);
        return KvFrame.Read(header);
    }
}
