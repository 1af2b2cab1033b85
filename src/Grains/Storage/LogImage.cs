namespace Orchestrator.Grains.Storage;

/// <summary>What a data file holds: the last sound entry of each key, and what was wrong with the rest.</summary>
/// <param name="Entries">By key.</param>
/// <param name="LastSequence">Of the newest sound record.</param>
/// <param name="SoundLength">Up to here the file can be written on, if nothing before it is damaged.</param>
/// <param name="TornBytes">Bytes at the end of a write that was never acknowledged.</param>
/// <param name="Damages">How often damage was found, this time included.</param>
/// <param name="Damaged">Where, as offset and length; empty for a sound file.</param>
internal sealed record LogImage(
    IReadOnlyDictionary<string, LogEntry> Entries, long LastSequence, long SoundLength, long TornBytes, int Damages, IReadOnlyList<(long Offset, long Length)> Damaged)
{
    /// <summary>Versions skipped for every key once damage was found: more than could have been in what was lost, so that none is used twice.</summary>
    public const long SkippedVersions = 1_000_000;

    /// <summary>Reads a whole file. Never fails: what cannot be read is told.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="damagesElsewhere">Damages known from elsewhere, in case the head that counts them is damaged.</param>
    public static LogImage Read(ReadOnlySpan<byte> file, int damagesElsewhere)
    {
        // A file that was made and never written to.
        if (file.Length < LogFormat.HeadLength && LogFormat.Head(0).AsSpan().StartsWith(file)) return new LogImage(new Dictionary<string, LogEntry>(), 0, 0, file.Length, damagesElsewhere, []);

        var entries = new Dictionary<string, LogEntry>(StringComparer.Ordinal);
        var damaged = new List<(long, long)>();
        var damages = LogFormat.ReadHead(file);
        if (damages is null) damaged.Add((0, Math.Min(file.Length, LogFormat.HeadLength)));
        var (position, sequence, torn) = (Math.Min(file.Length, LogFormat.HeadLength), 0L, 0);
        while (position < file.Length)
        {
            if (LogFormat.TryReadRecord(file[position..], out var length, out var number, out var key, out var entry) && number > sequence)
            {
                entries[key] = entry;
                (position, sequence) = (position + length, number);
                continue;
            }
            var next = FindRecord(file, position + 1, sequence);
            if (next < 0 && LogFormat.IsTorn(file[position..]))
            {
                torn = file.Length - position;
                break;
            }
            var end = next < 0 ? file.Length : next;
            damaged.Add((position, end - position));
            position = end;
        }
        var count = Math.Max(damages ?? 0, damagesElsewhere) + (damaged.Count > 0 ? 1 : 0);
        return new LogImage(damaged.Count > 0 ? Skipping(entries) : entries, sequence, file.Length - torn, torn, count, damaged);
    }

    private static Dictionary<string, LogEntry> Skipping(Dictionary<string, LogEntry> entries) =>
        entries.ToDictionary(e => e.Key, e => e.Value with { Version = e.Value.Version + SkippedVersions }, StringComparer.Ordinal);

    private static int FindRecord(ReadOnlySpan<byte> file, int from, long after)
    {
        for (var at = from; at <= file.Length - LogFormat.RecordHeadLength; at++)
            if (file[at] == (byte)'$' && LogFormat.TryReadRecord(file[at..], out _, out var number, out _, out _) && number > after) return at;
        return -1;
    }
}
