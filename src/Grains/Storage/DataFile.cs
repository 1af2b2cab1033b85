using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Grains.Storage;

/// <summary>
/// Keys and values in one file that is only ever added to. What <see cref="Write"/> has returned from is on the disk. A write that ended in the
/// middle is cut off when the file is opened; other damage is skipped, told, and the damaged file kept under another name. For one process.
/// </summary>
public sealed class DataFile : IDisposable
{
    private const string Name = "pools.log";
    private const string LockName = "pools.lock";

    // Small files are not worth the work, whatever they consist of.
    private const long LeastToCompact = 4 << 20;

    private readonly FileStream _lock;
    private readonly Dictionary<string, LogEntry> _entries;
    private readonly Lock _gate = new();
    private readonly Func<string, FileStream> _open;
    private readonly long _leastToCompact;
    private FileStream _file;
    private long _length;
    private long _sequence;
    private bool _isPlaceUncertain;

    private DataFile(string path, FileStream held, LogImage image, ImmutableArray<string> reports, Func<string, FileStream> open, long leastToCompact)
    {
        (Path, _lock, _open, _leastToCompact) = (path, held, open, leastToCompact);
        _file = open(path);
        _length = _file.Length;
        (_entries, _sequence, Damages, Reports) = (new(image.Entries, StringComparer.Ordinal), image.LastSequence, image.Damages, reports);
    }

    public string Path { get; }

    /// <summary>How often damage was found in this file since it was first made.</summary>
    public int Damages { get; }

    /// <summary>What was wrong when it was opened, and what was done about it.</summary>
    public ImmutableArray<string> Reports { get; }

    /// <summary>Opens the file of a folder, or makes both. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> with one clear line.</summary>
    public static DataFile Open(string folder) => Open(folder, LeastToCompact, OpenForWriting);

    /// <summary>The same with a size from which the file is written anew, and a way to open it that may have a disk of its own.</summary>
    internal static DataFile Open(string folder, long leastToCompact, Func<string, FileStream> open)
    {
        Directory.CreateDirectory(folder);
        var held = Lock(folder);
        try
        {
            var path = System.IO.Path.Combine(folder, Name);
            var image = LogImage.Read(File.Exists(path) ? File.ReadAllBytes(path) : [], KeptAside(folder).Length);
            var reports = Mend(path, image);
            return new DataFile(path, held, image, reports, open, leastToCompact);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The key's last entry. A key that was never written is of version 0, or beyond all that damage may have taken.</summary>
    internal LogEntry Read(string key)
    {
        lock (_gate) return _entries.GetValueOrDefault(key, new LogEntry(Damages * LogImage.SkippedVersions, null));
    }

    /// <summary>Writes the key's next entry and returns once it is on the disk: its version. Throws <see cref="IOException"/> (a full disk too), and then nothing has changed.</summary>
    /// <param name="key">At most 65,535 bytes.</param>
    /// <param name="value">null: the key is gone.</param>
    /// <param name="expected">The version that the caller has read; another one throws <see cref="VersionConflictException"/>.</param>
    public long Write(string key, byte[]? value, long expected)
    {
        lock (_gate)
        {
            var current = Read(key).Version;
            if (current != expected) throw new VersionConflictException(key, expected, current);
            var entry = new LogEntry(current + 1, value);
            Append(LogFormat.Record(_sequence + 1, key, entry));
            _sequence++;
            _entries[key] = entry;
            CompactWhenLarge();
            return entry.Version;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private void Append(byte[] record)
    {
        try
        {
            // Until its name is on the disk, a file that was written anew may be the old one again after a loss of power.
            if (_isPlaceUncertain) DurableFile.SyncFolder(System.IO.Path.GetDirectoryName(Path)!);
            _isPlaceUncertain = false;
            // A write that failed before may have left something behind.
            if (_file.Length != _length) _file.SetLength(_length);
            _file.Position = _length;
            _file.Write(record);
            _file.Flush(flushToDisk: true);
            _length += record.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryCut();
            throw new IOException($"{Path}: {e.Message}", e);
        }
    }

    private void TryCut()
    {
        try
        {
            _file.SetLength(_length);
        }
        catch (IOException)
        {
            // The next write tries again; until it succeeds the rest is a torn end.
        }
    }

    private void CompactWhenLarge()
    {
        if (_length < _leastToCompact || _length < 4 * _entries.Sum(e => (long)LogFormat.RecordHeadLength + e.Key.Length + (e.Value.Value?.Length ?? 0))) return;
        FileStream? anew = null;
        try
        {
            var beside = DurableFile.WriteBeside(Path, Compacted(_entries, _sequence, Damages));
            // It is the same file under any name: once the names have changed, nothing can keep it from being written to.
            anew = _open(beside);
            File.Move(beside, Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room for a second file: the first is sound and goes on growing.
            anew?.Dispose();
            return;
        }
        _file.Dispose();
        (_file, _length, _sequence, _isPlaceUncertain) = (anew, anew.Length, _sequence + _entries.Count, true);
    }

    private static byte[] Compacted(IReadOnlyDictionary<string, LogEntry> entries, long sequence, int damages)
    {
        using var content = new MemoryStream();
        content.Write(LogFormat.Head(damages));
        foreach (var (key, entry) in entries) content.Write(LogFormat.Record(++sequence, key, entry));
        return content.ToArray();
    }

    // Brings the file into the state that the image describes.
    private static ImmutableArray<string> Mend(string path, LogImage image)
    {
        if (image.Damaged.Count > 0)
        {
            var aside = $"{path}.damaged-{image.Damages.ToString(CultureInfo.InvariantCulture)}";
            DurableFile.Replace(aside, File.ReadAllBytes(path));
            DurableFile.Replace(path, Compacted(image.Entries, image.LastSequence, image.Damages));
            var places = string.Join(", ", image.Damaged.Take(8).Select(d => $"{d.Length} bytes at {d.Offset}"));
            return [$"{path} was damaged ({places}{(image.Damaged.Count > 8 ? ", …" : "")}); the last sound version of each entry is used, and the damaged file is kept as {aside}"];
        }
        if (image.SoundLength == 0) DurableFile.Replace(path, LogFormat.Head(image.Damages));
        else if (image.TornBytes > 0)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.SetLength(image.SoundLength);
            file.Flush(flushToDisk: true);
        }
        return [];
    }

    internal static FileStream OpenForWriting(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"the data folder {folder} is used by another silo, or cannot be locked: {e.Message}", e);
        }
    }

    private static string[] KeptAside(string folder) => Directory.GetFiles(folder, Name + ".damaged-*");
}
