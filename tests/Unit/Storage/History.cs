using Orchestrator.Grains.Storage;
using Xunit;

namespace Orchestrator.Unit.Storage;

/// <summary>The bytes of a data file after random writes, and what it must say after each.</summary>
internal sealed class History
{
    private readonly List<(string Key, LogEntry Entry, long Length)> _writes = [];

    public byte[] Bytes { get; private set; } = [];

    public int Writes => _writes.Count;

    public IEnumerable<string> Keys => _writes.Select(w => w.Key).Distinct();

    public static History Make(Random random, int writes)
    {
        var history = new History();
        using var bytes = new MemoryStream();
        bytes.Write(LogFormat.Head(0));
        var versions = new Dictionary<string, long>();
        for (var i = 1; i <= writes; i++)
        {
            var key = "abc"[random.Next(3)].ToString();
            var value = new byte[random.Next(60)];
            random.NextBytes(value);
            var entry = new LogEntry(versions[key] = versions.GetValueOrDefault(key) + 1, value);
            bytes.Write(LogFormat.Record(i, key, entry));
            history._writes.Add((key, entry, bytes.Length));
        }
        history.Bytes = bytes.ToArray();
        return history;
    }

    /// <summary>Writes whose record lies wholly within so many bytes.</summary>
    public int CountWithin(int length) => _writes.Count(w => w.Length <= length);

    public long LastVersion(string key) => _writes.Last(w => w.Key == key).Entry.Version;

    /// <summary>Exactly the first writes are found.</summary>
    public void AssertHolds(Func<string, LogEntry> read, int writes, string what)
    {
        foreach (var key in Keys)
        {
            var (_, last, _) = _writes.Take(writes).LastOrDefault(w => w.Key == key);
            var found = read(key);
            Assert.True(found.Version == last.Version && (found.Value ?? []).AsSpan().SequenceEqual(last.Value ?? []), $"{what}: {key} is of version {found.Version}, not {last.Version}");
        }
    }

    /// <summary>Each key has one of the values that were written, or none if all were lost, and its version is above all that were given out.</summary>
    public void AssertFoundOrOlder(Func<string, LogEntry> read, string what)
    {
        foreach (var key in Keys)
        {
            var found = read(key);
            Assert.True(found.Value is null || _writes.Any(w => w.Key == key && w.Entry.Value.AsSpan().SequenceEqual(found.Value)), $"{what}: {key} has a value that nobody wrote");
            Assert.True(found.Version > LastVersion(key), $"{what}: {key} is of version {found.Version}, and {LastVersion(key)} was given out");
        }
    }
}
