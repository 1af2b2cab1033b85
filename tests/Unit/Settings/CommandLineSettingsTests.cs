using Orchestrator.Hosting.Settings;
using Xunit;

namespace Orchestrator.Unit.Settings;

[Collection(ConsoleCollection.Name)]
public sealed class CommandLineSettingsTests
{
    private static readonly IReadOnlyList<Setting> s_settings =
    [
        new("--port", "Gateway:Port", "HTTP port (8080)."),
        new("--pool", "Pools", "A pool.", SettingKind.Repeated),
        new("--no-gateway", "NoGateway", "Serve no HTTP.", SettingKind.Flag),
    ];

    [Fact]
    public void Options_become_configuration_keys()
    {
        var (pairs, exitCode, _, error) = Read("--port", "99", "--pool", "a=b", "--no-gateway", "--pool", "c=d,mixed=1");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(new Dictionary<string, string?> { ["Gateway:Port"] = "99", ["Pools:0"] = "a=b", ["Pools:1"] = "c=d,mixed=1", ["NoGateway"] = "True" }, pairs);
    }

    [Fact]
    public void Options_that_are_not_given_leave_no_key()
    {
        var (pairs, exitCode, _, _) = Read();
        Assert.Equal(0, exitCode);
        Assert.Empty(pairs!);
    }

    [Fact]
    public void Values_may_stand_after_an_equals_sign() => Assert.Equal("-1", Read("--port=-1").Pairs!["Gateway:Port"]);

    [Theory]
    [InlineData("--prot", "1")]
    [InlineData("--port")]
    [InlineData("--port", "1", "2")]
    [InlineData("stray")]
    [InlineData("--no-gateway", "maybe")]
    [InlineData("--port", "1", "--port", "2")]
    public void Wrong_use_is_one_line_on_standard_error_and_exit_code_2(params string[] args)
    {
        var (pairs, exitCode, output, error) = Read(args);
        Assert.Null(pairs);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("error: ", error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help", "--port", "1")]
    public void Help_lists_every_option_on_standard_output_and_exits_with_0(params string[] args)
    {
        var (pairs, exitCode, output, error) = Read(args);
        Assert.Null(pairs);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(s_settings, s => Assert.Contains(s.Option, output));
        Assert.All(s_settings, s => Assert.Contains(s.Meaning, output));
        Assert.Contains("What it is.", output);
    }

    [Fact]
    public void The_version_is_shown_and_nothing_else_happens()
    {
        var (pairs, exitCode, output, _) = Read("--version");
        Assert.Null(pairs);
        Assert.Equal(0, exitCode);
        Assert.NotEqual("", output.Trim());
    }

    private static (IReadOnlyDictionary<string, string?>? Pairs, int ExitCode, string Output, string Error) Read(params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter newOutput = new(), newError = new();
        try
        {
            Console.SetOut(newOutput);
            Console.SetError(newError);
            var pairs = CommandLineSettings.Read("What it is.", s_settings, args, out var exitCode);
            return (pairs, exitCode, newOutput.ToString(), newError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
