using System.Diagnostics;
using System.Text.Json.Nodes;
using Orchestrator.Bench;
using Orchestrator.Bench.Router;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>The verb router, whole, with real processes; small enough that nothing is measured.</summary>
public sealed class MeasureRouterTests
{
    private const int Workers = 8;
    private const int Blocks = 2000;

    [Fact]
    public async Task A_small_run_has_all_figures()
    {
        var figures = await RunAsync("--workers 8 --blocks 2000 --rate 50 --seconds 2");
        Assert.Equal(Workers, (int)figures["workers"]!);
        Assert.Equal(Blocks, (int)figures["blocks"]!);
        Assert.InRange((int)figures["holdings"]!, Blocks + 1, Workers * Blocks);
        Assert.InRange((double)figures["index_bytes_per_block"]!, 1, 10_000);
        Assert.True((int)figures["requests"]! > 0);
        Assert.Equal(0, (int)figures["waits"]!);
        Assert.Equal(0, (int)figures["start_waits"]!);
        foreach (var name in new[] { "added_milliseconds", "start_milliseconds", "start_saturated_milliseconds" })
        {
            double[] rising = [.. new[] { "p50", "p95", "p99", "max" }.Select(p => (double)figures[name]![p]!)];
            Assert.Equal(rising.Order(), rising);
            Assert.True(rising[0] > 0);
        }
        foreach (var name in new[] { "longest_overlap_share", "longest_overlap_share_where_it_matters" }) Assert.InRange((double)figures[name]!, 0, 1);
        foreach (var name in new[] { "start_per_second", "route_per_second" }) Assert.True((double)figures[name]! > 0);
        foreach (var name in new[] { "hash", "grain_call", "overlap", "route" }) Assert.True((double)figures["stage_microseconds"]![name]! > 0);
        foreach (var name in new[] { "per_decision", "start_per_decision", "route_per_decision" }) Assert.True((double)figures[name]!["silo_processor_microseconds"]! > 0);
    }

    [Theory]
    [InlineData("--workers 0", "--workers 0 is not within 1 and 4096")]
    [InlineData("--prompt-tokens 31", "--prompt-tokens 31 is not within 32 and 1048576")]
    [InlineData("--rate 0.5", "--rate 0.5 is not within 1 and 1000000")]
    [InlineData("--blocks 30", "--blocks 30 is less than 33: prompts of 8192 tokens have 32 in common")]
    [InlineData("--rule best", "--rule best is not one of default, round-robin, power-of-two, least-loaded, longest-prefix, sglang, dynamo")]
    [InlineData("--worker 3", "unknown option --worker")]
    public void A_wrong_option_is_named(string line, string message) =>
        Assert.Equal(message, Assert.Throws<WrongUseException>(() => RouterBenchOptions.Read(Arguments.Parse(line.Split(' ')))).Message);

    [Theory]
    [InlineData("--workers 3 --blocks 1000 --prompt-tokens 320")]
    [InlineData("--workers 5 --blocks 7 --prompt-tokens 160")]
    [InlineData("--workers 1 --blocks 2 --prompt-tokens 32")]
    public void Workers_hold_as_many_different_blocks_as_asked_for(string line)
    {
        var options = RouterBenchOptions.Read(Arguments.Parse(line.Split(' ')));
        var chains = new CachedChains(options);
        var held = Enumerable.Range(0, options.Workers).SelectMany(chains.HeldBy).ToList();
        Assert.Equal(options.Blocks, held.Select(e => e.Name).Distinct().Count());
        Assert.Equal(chains.FirstBlock, Assert.Single(held.Select(e => e.Root).Distinct()));
    }

    private static async Task<JsonNode> RunAsync(string line)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in new[] { Path.Combine(AppContext.BaseDirectory, "Orchestrator.bench.dll"), "router" }.Concat(line.Split(' '))) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await errors);
            return JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!;
        }
        finally
        {
            // A run that is given up must not go on.
            if (!process.HasExited) process.Kill();
        }
    }
}
