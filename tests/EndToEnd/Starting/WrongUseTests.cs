using System.Net;
using System.Net.Sockets;
using Orchestrator.EndToEnd.Processes;
using Xunit;

namespace Orchestrator.EndToEnd.Starting;

/// <summary>A start that cannot succeed says why in one line, ends with exit code 2, and leaves nothing behind.</summary>
public sealed class WrongUseTests
{
    private static string Model => GoldenModels.File("end-to-end").Path;

    [Theory]
    [InlineData("--modle", "x.gguf", "--modle")]
    [InlineData("--prefill", "many", "many")]
    [InlineData("--disaggregate", "sometimes", "sometimes")]
    [InlineData("--device", "abacus", "abacus")]
    [InlineData("--kv-type", "f7", "f7")]
    [InlineData("--port", "70000", "70000")]
    [InlineData("--pool", "no-path", "no-path")]
    public async Task A_wrong_option_or_value_is_named(string option, string value, string named) => await FailsAsync(["--model", Model, option, value], named);

    [Fact]
    public async Task An_empty_model_is_not_taken_for_none() => await FailsAsync(["--model", ""], "--model is ''");

    [Fact]
    public async Task A_missing_model_is_named() => await FailsAsync(["--model", Model + ".missing"], Model + ".missing");

    [Fact]
    public async Task A_model_that_was_cut_short_is_named()
    {
        var whole = await File.ReadAllBytesAsync(Model, CancellationToken.None);
        var broken = Model + ".broken.gguf";
        foreach (var length in new[] { 0, 100, whole.Length / 2, whole.Length - 1 })
        {
            await File.WriteAllBytesAsync(broken, whole[..length], CancellationToken.None);
            await FailsAsync(["--model", broken], broken);
        }
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await FailsAsync(["--model", Model, "--port", port], port);
    }

    [Fact]
    public async Task What_only_a_worker_can_find_wrong_ends_the_start_as_well()
    {
        await using var silo = RunningProcess.Start(Programs.Silo, ["--model", Model, "--kv-memory", "1K", "--port", Free]);
        Assert.Equal(2, await silo.EndAsync());
        Assert.Contains("--kv-memory", Assert.Single(silo.Errors, line => line.StartsWith("error: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        await NobodyIsLeftAsync();
    }

    [Theory, InlineData("Silo", "--prefill"), InlineData("Gateway", "--port"), InlineData("Workers", "--role")]
    public async Task Help_is_no_error(string program, string option)
    {
        await using var process = RunningProcess.Start(program switch { "Silo" => Programs.Silo, "Gateway" => Programs.Gateway, _ => Programs.Workers }, ["--help"]);
        Assert.Equal(0, await process.EndAsync());
        Assert.Empty(process.Errors);
        Assert.Contains(process.Output, line => line.Contains(option, StringComparison.Ordinal));
    }

    private static string Free => Systems.FreePort.Next().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task FailsAsync(string[] arguments, string named)
    {
        await using var silo = RunningProcess.Start(Programs.Silo, arguments.Contains("--port") ? arguments : [.. arguments, "--port", Free]);
        Assert.Equal(2, await silo.EndAsync());
        var line = Assert.Single(silo.Errors);
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Empty(silo.Output);
        await NobodyIsLeftAsync();
    }

    // The models' folder belongs to these tests alone, and a worker names its model on its command line.
    private static Task NobodyIsLeftAsync() => Patience.UntilAsync("no worker is left", () =>
        !ProcessTable.All().Any(p => p.Option("--model")?.StartsWith(Path.GetDirectoryName(Model)!, StringComparison.Ordinal) == true));
}
