using System.Diagnostics;
using System.Text.RegularExpressions;
using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Telemetry;

/// <summary>What one process says at /metrics.</summary>
internal sealed partial record Exposition(string Process, Uri Address, string Text)
{
    private const string Linter = "promtool";

    /// <summary>Of all processes that the silo lists for Prometheus.</summary>
    public static async Task<IReadOnlyList<Exposition>> AllAsync(ServingSystem system)
    {
        var all = new List<Exposition>();
        foreach (var target in (await system.Client.ReadAsync("/metrics/targets")).EnumerateArray())
        {
            var address = new Uri($"http://{target.GetProperty("targets")[0].GetString()}/metrics");
            using var http = ServingSystem.ClientOf(address);
            all.Add(new Exposition(target.GetProperty("labels").GetProperty("process").GetString()!, address, await http.GetStringAsync(address, CancellationToken.None)));
        }
        return all;
    }

    /// <summary>Metrics by name, with their types.</summary>
    public IReadOnlyDictionary<string, string> Types => TypePattern().Matches(Text).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["type"].Value);

    /// <summary>Names as expressions use them.</summary>
    public IEnumerable<string> Series => Types.SelectMany(t => t.Value == "histogram" ? [t.Key + "_bucket", t.Key + "_sum", t.Key + "_count"] : new[] { t.Key });

    /// <summary>What Prometheus' own linter has to say; skips the test where it is not installed.</summary>
    public async Task<IReadOnlyList<string>> LintAsync()
    {
        using var linter = Start("check", "metrics");
        await linter.StandardInput.WriteAsync(Text);
        linter.StandardInput.Close();
        var said = await linter.StandardError.ReadToEndAsync(CancellationToken.None) + await linter.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await linter.WaitForExitAsync(CancellationToken.None);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The same for a file of alert rules: the exit code and what was said.</summary>
    public static async Task<(int Code, string Said)> CheckRulesAsync(string file)
    {
        using var linter = Start("check", "rules", file);
        linter.StandardInput.Close();
        var said = await linter.StandardError.ReadToEndAsync(CancellationToken.None) + await linter.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await linter.WaitForExitAsync(CancellationToken.None);
        return (linter.ExitCode, said);
    }

    private static Process Start(params string[] arguments)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Linter)));
        Assert.SkipUnless(found, $"there is no {Linter} here (the Debian package prometheus has it)");
        return System.Diagnostics.Process.Start(new ProcessStartInfo(Linter, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<type>\S+)", RegexOptions.Multiline)]
    private static partial Regex TypePattern();
}
