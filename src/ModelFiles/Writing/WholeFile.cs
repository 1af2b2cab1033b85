namespace Orchestrator.ModelFiles.Writing;

/// <summary>A file that is there whole or not at all: written beside its place under another name, then moved.</summary>
internal static class WholeFile
{
    public static void Write(string path, Action<Stream> write)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20)) write(stream);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
