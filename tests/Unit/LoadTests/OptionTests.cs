using Orchestrator.LoadTests.Options;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>The command line.</summary>
public sealed class OptionTests
{
    [Fact]
    public void The_command_of_the_documentation_is_taken_with_sane_defaults()
    {
        var options = Read("--url", "http://127.0.0.1:8080", "--rate", "20", "--duration=30", "--slo-ttft", "0.5", "--slo-tpot", "0.05");
        Assert.Equal((20, 30, 0.5, 0.05), (options.Rate, options.Duration.TotalSeconds, options.SloTtft.TotalSeconds, options.SloTpot.TotalSeconds));
        Assert.Equal((4096, new TokenRange(256, 256), new TokenRange(64, 64)), (options.MaxInFlight, options.Prompt, options.Answer));
    }

    [Theory]
    [InlineData("--rate 0", "--rate 0 is not above 0")]
    [InlineData("--rate many", "--rate many is no number from 0 to 1000000000")]
    [InlineData("--rate", "--rate needs a value")]
    [InlineData("--rat 3", "'--rat' is no option here")]
    [InlineData("--rate 3 --rate 4", "--rate is given twice: 3 and 4")]
    [InlineData("--prompt-tokens 9-3", "--prompt-tokens 9-3 is neither a whole number nor a range LEAST-MOST, from 1")]
    [InlineData("--arrivals random", "--arrivals random is none of poisson, constant")]
    [InlineData("--url 127.0.0.1:8080", "--url 127.0.0.1:8080 is no http:// or https:// address without a path")]
    [InlineData("--url http://127.0.0.1:8080/v1", "--url http://127.0.0.1:8080/v1 is no http:// or https:// address without a path")]
    [InlineData("--slo-tpot -1", "--slo-tpot -1 is no number from 0 to 1000000000")]
    [InlineData("--max-in-flight 0", "--max-in-flight 0 is no whole number from 1 to 1000000")]
    [InlineData("--token-ids 0-100000", "--token-ids 0-100000 are more than 65536")]
    public void Wrong_use_is_one_line_with_the_value(string words, string message) =>
        Assert.Equal(message, Assert.Throws<WrongUseException>(() => Read(words.Split(' '))).Message);

    private static LoadOptions Read(params string[] words) => LoadOptions.Read(OptionValues.Parse(LoadOptions.Specs, words));
}
