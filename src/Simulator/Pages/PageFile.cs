using System.CommandLine;
using System.Text;
using Orchestrator.Simulator.Report;

namespace Orchestrator.Simulator.Pages;

/// <summary>The file that a command writes its page to: known to be writable before a long run begins, whole or not there after it.</summary>
internal sealed class PageFile
{
    private readonly string _path;

    private PageFile(string path) => _path = path;

    /// <summary>--html, as every command with a page has it.</summary>
    public static Option<FileInfo?> Option() => new("--html") { Description = "Write a page with the figures and plots here, complete in one file." };

    /// <summary>The file, or null when none is wanted.</summary>
    /// <exception cref="IOException">It cannot be written; one line says why.</exception>
    public static PageFile? Open(FileInfo? file)
    {
        if (file is null) return null;
        var opened = new PageFile(file.FullName);
        if (Directory.Exists(opened._path)) throw new IOException($"--html {file} is a folder");
        if (Path.GetDirectoryName(opened._path) is { } folder && !Directory.Exists(folder)) throw new IOException($"--html {file}: there is no folder {folder}");
        opened.Try(part => File.WriteAllText(part, ""), isKept: false);
        return opened;
    }

    /// <summary>Writes the page beside its place and moves it there, over what was there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(HtmlPage page) => Try(part => File.WriteAllText(part, page.ToHtml(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), isKept: true);

    private void Try(Action<string> write, bool isKept)
    {
        var part = $"{_path}.{Environment.ProcessId}.part";
        try
        {
            write(part);
            if (isKept) File.Move(part, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--html {_path} cannot be written: {e.Message.Replace(part, _path, StringComparison.Ordinal)}", e);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }
}
