using System.Runtime.InteropServices;

namespace Orchestrator.Grains.Storage;

/// <summary>Makes sure that what was written is on the disk: bytes, and names in folders.</summary>
internal static partial class DurableFile
{
    /// <summary>Writes a whole file beside its place, and puts it there in one step: whoever looks finds the old one or the new one.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        File.Move(WriteBeside(path, content), path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a whole file beside a place; its bytes are on the disk. Its path.</summary>
    public static string WriteBeside(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        using var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return beside;
    }

    /// <summary>Puts the names in a folder on the disk. Windows does so by itself.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"{folder} cannot be opened (error {Marshal.GetLastPInvokeError()})");
        try
        {
            if (Sync(descriptor) != 0) throw new IOException($"{folder} cannot be written to disk (error {Marshal.GetLastPInvokeError()})");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
