using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace Orchestrator.Unit.Fleet;

/// <summary>The simulator as a person starts it.</summary>
internal static class CommandLine
{
    /// <summary>Runs it to its end; words are separated by blanks.</summary>
    public static async Task<(int Code, string Output, string Errors)> Run(string line)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in new[] { Path.Combine(AppContext.BaseDirectory, "Orchestrator.Simulator.dll") }.Concat(line.Split(' '))) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>The object that a run which went well prints as its last line.</summary>
    public static async Task<JsonObject> Result(string line)
    {
        var (code, output, errors) = await Run(line);
        Assert.True(code == 0, errors);
        return JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!.AsObject();
    }
}
