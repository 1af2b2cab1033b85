using System.Text;

namespace Orchestrator.LoadTests.Report;

/// <summary>The file of --html: known to be writable before a run begins, whole or not there after it.</summary>
internal sealed class PageFile
{
    private readonly string _path;

    private PageFile(string path) => _path = path;

    /// <summary>Null when none is wanted.</summary>
    /// <exception cref="IOException">It cannot be written; one line says why.</exception>
    public static PageFile? Open(FileInfo? file)
    {
        if (file is null) return null;
        if (Directory.Exists(file.FullName)) throw new IOException($"--html {file} is a folder");
        var opened = new PageFile(file.FullName);
        opened.Try(part =>
        {
            File.WriteAllText(part, "");
            File.Delete(part);
        });
        return opened;
    }

    /// <summary>Over what was there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string html) => Try(part =>
    {
        File.WriteAllText(part, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(part, _path, overwrite: true);
    });

    private void Try(Action<string> write)
    {
        var part = $"{_path}.{Environment.ProcessId}.part";
        try
        {
            write(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--html {_path} cannot be written: {e.Message.Replace(part, _path, StringComparison.Ordinal)}", e);
        }
    }
}
