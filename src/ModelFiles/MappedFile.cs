using System.IO.MemoryMappedFiles;

namespace Orchestrator.ModelFiles;

/// <summary>A whole file in memory by way of the operating system's page cache, read-only. Processes that open the same model share one copy.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private bool _disposed;

    private MappedFile(string path, long length, MemoryMappedFile map, MemoryMappedViewAccessor view)
    {
        Path = path;
        Length = length;
        _map = map;
        _view = view;
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start;
    }

    public string Path { get; }

    /// <summary>Bytes in the file, which is less than what is mapped: maps end at a page.</summary>
    public long Length { get; }

    public byte* Start { get; }

    /// <summary>The bytes from <paramref name="offset"/> on, which the caller has checked to lie inside the file.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count) => new(Start + offset, count);

    /// <exception cref="ModelFileException">The file is missing, empty, a folder, or may not be read.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) throw new ModelFileException($"{path}: no such file");
            // Asked before opening: opening a pipe, which has no length either, would wait for its writer.
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            if (target.Length == 0) throw new ModelFileException($"{path}: the file is empty");
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var map = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new MappedFile(path, RandomAccess.GetLength(handle), map, map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ModelFileException($"{path}: cannot be read: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
