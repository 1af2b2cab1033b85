using System.Diagnostics;

namespace Orchestrator.Bench.Llama;

/// <summary>Runs a program to its end and takes what it wrote.</summary>
internal static class ChildProcess
{
    private const int ErrorLines = 5;

    /// <summary>What to start, and with which first arguments, to run this very program again.</summary>
    public static (string File, string[] First) Self
    {
        get
        {
            var process = Environment.ProcessPath ?? throw new IOException("the path of this program is unknown");
            return Path.GetFileNameWithoutExtension(process) == "dotnet" ? (process, [Environment.GetCommandLineArgs()[0]]) : (process, []);
        }
    }

    /// <summary>Standard output. Throws <see cref="IOException"/> with the last lines of standard error when the program cannot be started or fails.</summary>
    public static string Run(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception unstartable)
        {
            throw new IOException($"{file} cannot be started: {unstartable.Message}", unstartable);
        }
        using (process)
        {
            // Both at once: a full pipe would stop the program.
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            var lastErrors = errors.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(ErrorLines);
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new IOException($"{Path.GetFileName(file)} ended with {process.ExitCode}: {string.Join(" | ", lastErrors.DefaultIfEmpty("it did not say why"))}");
        }
    }
}
