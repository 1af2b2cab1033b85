using System.Buffers;

namespace Orchestrator.LoadTests.Requests;

/// <summary>Reads the data lines of server-sent events as they come; nothing is waited for but the next bytes.</summary>
internal sealed class SseReader(Stream stream) : IDisposable
{
    // An event of an answer has some hundred bytes; one beyond the most is no answer.
    private const int Usual = 8 * 1024, Most = 4 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Usual);
    private int _start;
    private int _end;

    /// <summary>Waits for more bytes. False at the stream's end.</summary>
    /// <exception cref="InvalidDataException">A line is longer than 4 MiB.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start.._end).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _bytes.Length) Grow();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancel);
        _end += read;
        return read > 0;
    }

    /// <summary>The next line's data among the bytes that have come; valid until the next call.</summary>
    public bool TryNext(out ReadOnlySpan<byte> data)
    {
        while (_bytes.AsSpan(_start.._end).IndexOf((byte)'\n') is >= 0 and var length)
        {
            ReadOnlySpan<byte> line = _bytes.AsSpan(_start, length);
            _start += length + 1;
            if (!line.StartsWith("data:"u8)) continue;
            data = line["data:"u8.Length..].Trim(" \r"u8);
            return true;
        }
        data = default;
        return false;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Grow()
    {
        if (_bytes.Length >= Most) throw new InvalidDataException($"a line of more than {Most} bytes");
        var larger = ArrayPool<byte>.Shared.Rent(2 * _bytes.Length);
        _bytes.AsSpan(.._end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
