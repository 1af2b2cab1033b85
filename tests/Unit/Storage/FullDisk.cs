namespace Orchestrator.Unit.Storage;

/// <summary>A file on a disk that has only so much room: what does not fit is written as far as it fits, and fails.</summary>
internal sealed class FullDisk(string path) : FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0)
{
    /// <summary>Bytes that still fit.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Whether it can at least be cut.</summary>
    public bool Cuts { get; set; } = true;

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        var fits = (int)Math.Min(count, Room);
        base.Write(buffer, offset, fits);
        Room -= fits;
        if (fits < count) throw new IOException("No space left on device");
    }

    public override void SetLength(long value)
    {
        if (!Cuts) throw new IOException("Input/output error");
        base.SetLength(value);
    }
}
