using Orchestrator.Grains.Storage;
using Xunit;

namespace Orchestrator.Unit.Storage;

/// <summary>Whatever happens to the file, what was acknowledged or the last sound version of it is found, and no version is given out twice.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cut_off_anywhere_it_has_what_was_written_before_the_cut_and_goes_on()
    {
        var random = RandomSeed.New();
        var history = History.Make(random, writes: 12);
        for (var length = 0; length <= history.Bytes.Length; length++)
        {
            var what = $"cut to {length} of {history.Bytes.Length} bytes";
            var image = LogImage.Read(history.Bytes.AsSpan(0, length), 0);
            history.AssertHolds(key => image.Entries.GetValueOrDefault(key), history.CountWithin(length), what);
            Assert.True(image.Damaged.Count == 0, what);
            if (random.Next(50) != 0) continue;

            File.WriteAllBytes(_folder.File, history.Bytes[..length]);
            using (var file = DataFile.Open(_folder.Path))
            {
                history.AssertHolds(file.Read, history.CountWithin(length), what);
                file.Write("a", [42], file.Read("a").Version);
            }
            using var again = DataFile.Open(_folder.Path);
            Assert.Equal([42], again.Read("a").Value!);
            Assert.Empty(again.Reports);
        }
    }

    [Fact]
    public void With_any_byte_changed_it_finds_the_last_sound_versions_and_says_so()
    {
        var random = RandomSeed.New();
        var history = History.Make(random, writes: 12);
        for (var at = 0; at < history.Bytes.Length; at++)
        {
            var bytes = (byte[])history.Bytes.Clone();
            bytes[at] ^= (byte)(1 << random.Next(8));
            AssertRead(history, bytes, $"byte {at} changed");
            if (random.Next(50) == 0) AssertMended(history, bytes, $"byte {at} changed");
        }
    }

    [Fact]
    public void With_anything_overwritten_it_still_goes_on_above_all_versions_that_were_ever_acknowledged()
    {
        var random = RandomSeed.New();
        for (var round = 0; round < 2000; round++)
        {
            var history = History.Make(random, writes: 1 + random.Next(40));
            var bytes = (byte[])history.Bytes.Clone();
            var from = random.Next(bytes.Length);
            var length = 1 + random.Next(Math.Min(200, bytes.Length - from));
            random.NextBytes(bytes.AsSpan(from, length));
            if (bytes.AsSpan().SequenceEqual(history.Bytes)) continue;
            AssertRead(history, bytes, $"round {round}: {length} bytes at {from} overwritten");
            if (round % 100 == 0) AssertMended(history, bytes, $"round {round}: {length} bytes at {from} overwritten");
        }
    }

    [Fact]
    public void Room_that_was_never_written_is_no_damage()
    {
        var history = History.Make(RandomSeed.New(), writes: 5);
        File.WriteAllBytes(_folder.File, [.. history.Bytes, .. new byte[4096]]);
        using var file = DataFile.Open(_folder.Path);
        history.AssertHolds(file.Read, history.Writes, "zeros at the end");
        Assert.Empty(file.Reports);
    }

    [Fact]
    public void Damage_is_counted_over_all_starts()
    {
        foreach (var times in new[] { 1, 2, 3 })
        {
            using (var file = DataFile.Open(_folder.Path)) file.Write("a", [1], file.Read("a").Version);
            var bytes = File.ReadAllBytes(_folder.File);
            bytes[^1] ^= 1;
            File.WriteAllBytes(_folder.File, bytes);
            using (var file = DataFile.Open(_folder.Path)) Assert.Equal((times, 1), (file.Damages, file.Reports.Length));
            using var again = DataFile.Open(_folder.Path);
            Assert.Equal((times, 0), (again.Damages, again.Reports.Length));
        }
        Assert.Equal(3, _folder.KeptAside.Count);
    }

    [Fact]
    public void A_file_of_something_else_is_kept_aside()
    {
        File.WriteAllText(_folder.File, "these are not the bytes you are looking for, and there are many of them");
        using var file = DataFile.Open(_folder.Path);
        Assert.Equal("these", File.ReadAllText(Assert.Single(_folder.KeptAside))[..5]);
        Assert.Single(file.Reports);
        file.Write("a", [1], file.Read("a").Version);
    }

    private static void AssertRead(History history, byte[] bytes, string what)
    {
        var image = LogImage.Read(bytes, 0);
        Assert.True(image.Damaged.Count > 0 && image.Damages == 1, $"{what}: no damage is seen");
        history.AssertFoundOrOlder(key => image.Entries.GetValueOrDefault(key, new LogEntry(LogImage.SkippedVersions, null)), what);
    }

    private void AssertMended(History history, byte[] bytes, string what)
    {
        foreach (var aside in _folder.KeptAside) File.Delete(aside);
        File.WriteAllBytes(_folder.File, bytes);
        using (var file = DataFile.Open(_folder.Path))
        {
            Assert.True(file.Reports.Length == 1, $"{what}: {file.Reports.Length} reports");
            Assert.Equal(bytes, File.ReadAllBytes(Assert.Single(_folder.KeptAside)));
            history.AssertFoundOrOlder(file.Read, what);
        }
        // The damage is mended: the next start has nothing to say and finds the same.
        using var again = DataFile.Open(_folder.Path);
        Assert.Empty(again.Reports);
        history.AssertFoundOrOlder(again.Read, what);
        foreach (var key in history.Keys) again.Write(key, [7], again.Read(key).Version);
    }
}
