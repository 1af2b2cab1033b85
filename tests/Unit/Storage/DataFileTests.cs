using System.Text;
using Orchestrator.Grains.Storage;
using Xunit;

namespace Orchestrator.Unit.Storage;

/// <summary>The file that keeps policies, roles and epochs, in a sound life.</summary>
public sealed class DataFileTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_there_when_the_file_is_opened_again()
    {
        using (var file = DataFile.Open(_folder.Path))
        {
            Assert.Equal(1, file.Write("a", [1], expected: 0));
            Assert.Equal(2, file.Write("a", [2], expected: 1));
            Assert.Equal(1, file.Write("b", [], expected: 0));
        }
        using var again = DataFile.Open(_folder.Path);
        AssertIs(2, [2], again.Read("a"));
        AssertIs(1, [], again.Read("b"));
        Assert.Equal((0, null), (again.Read("c").Version, again.Read("c").Value));
        Assert.Empty(again.Reports);
    }

    [Fact]
    public void A_write_that_is_based_on_another_version_is_refused()
    {
        using var file = DataFile.Open(_folder.Path);
        file.Write("a", [1], expected: 0);
        Assert.Equal("'a' is of version 1, not 0", Assert.Throws<VersionConflictException>(() => file.Write("a", [2], expected: 0)).Message);
        Assert.Equal([1], file.Read("a").Value!);
    }

    [Fact]
    public void A_key_that_is_gone_stays_gone_and_its_versions_go_on()
    {
        using (var file = DataFile.Open(_folder.Path))
        {
            file.Write("a", [1], expected: 0);
            file.Write("a", null, expected: 1);
        }
        using var again = DataFile.Open(_folder.Path);
        Assert.Equal((2, null), (again.Read("a").Version, again.Read("a").Value));
        Assert.Equal(3, again.Write("a", [3], expected: 2));
    }

    [Fact]
    public void Only_one_silo_can_use_a_folder_at_a_time()
    {
        using (DataFile.Open(_folder.Path)) Assert.Contains(_folder.Path, Assert.Throws<IOException>(() => DataFile.Open(_folder.Path)).Message, StringComparison.Ordinal);
        DataFile.Open(_folder.Path).Dispose();
    }

    [Fact]
    public void A_file_that_has_grown_is_written_anew_with_what_still_counts()
    {
        using (var file = DataFile.Open(_folder.Path, 10_000, DataFile.OpenForWriting))
        {
            file.Write("other", Encoding.UTF8.GetBytes("stays"), expected: 0);
            for (var i = 0; i < 100; i++) file.Write("a", new byte[1000], expected: i);
            Assert.InRange(new FileInfo(_folder.File).Length, 1000, 12_000);
        }
        using var again = DataFile.Open(_folder.Path);
        Assert.Equal((100, 1000), (again.Read("a").Version, again.Read("a").Value!.Length));
        Assert.Equal("stays", Encoding.UTF8.GetString(again.Read("other").Value!));
        Assert.Empty(again.Reports);
        Assert.Equal(101, again.Write("a", [1], expected: 100));
    }

    [Fact]
    public void A_file_that_cannot_be_written_anew_goes_on_as_it_is_and_loses_nothing()
    {
        var opened = 0;
        using (var file = DataFile.Open(_folder.Path, 10_000, path => ++opened == 1 ? DataFile.OpenForWriting(path) : throw new IOException("Too many open files")))
            for (var i = 0; i < 40; i++) Assert.Equal(i + 1, file.Write("a", new byte[1000], expected: i));
        Assert.InRange(opened, 2, 40);
        using var again = DataFile.Open(_folder.Path);
        Assert.Equal((40, 1000), (again.Read("a").Version, again.Read("a").Value!.Length));
        Assert.Empty(again.Reports);
    }

    [Fact]
    public void A_full_disk_is_one_clear_error_and_the_file_stays_sound()
    {
        FullDisk? disk = null;
        using (var file = DataFile.Open(_folder.Path, 4 << 20, path => disk = new FullDisk(path)))
        {
            file.Write("a", [1], expected: 0);
            disk!.Room = 20;
            Assert.Contains(_folder.File, Assert.Throws<IOException>(() => file.Write("a", [2], expected: 1)).Message, StringComparison.Ordinal);
            AssertIs(1, [1], file.Read("a"));
            disk.Room = long.MaxValue;
            Assert.Equal(2, file.Write("a", [3], expected: 1));
        }
        using var again = DataFile.Open(_folder.Path);
        AssertIs(2, [3], again.Read("a"));
        Assert.Empty(again.Reports);
    }

    [Fact]
    public void A_process_that_ends_while_the_disk_is_full_leaves_a_sound_file()
    {
        FullDisk? disk = null;
        using (var file = DataFile.Open(_folder.Path, 4 << 20, path => disk = new FullDisk(path)))
        {
            file.Write("a", [1], expected: 0);
            (disk!.Room, disk.Cuts) = (20, false);
            Assert.Throws<IOException>(() => file.Write("a", [2], expected: 1));
        }
        using var again = DataFile.Open(_folder.Path);
        AssertIs(1, [1], again.Read("a"));
        Assert.Empty(again.Reports);
    }

    private static void AssertIs(long version, byte[] value, LogEntry entry)
    {
        Assert.Equal(version, entry.Version);
        Assert.Equal(value, entry.Value);
    }
}
