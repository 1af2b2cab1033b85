using System.Globalization;
using Orchestrator.Bench;
using Orchestrator.Bench.Llama;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>What llama.cpp's programs print, and the table made of it.</summary>
public sealed class LlamaOutputTests
{
    private const string Bench = """
        [
          { "build_commit": "abc", "build_number": 12, "cpu_info": "A Processor", "n_prompt": 512, "n_gen": 0, "avg_ts": 374.5 },
          { "build_commit": "abc", "build_number": 12, "cpu_info": "A Processor", "n_prompt": 0, "n_gen": 128, "avg_ts": 99 }
        ]
        """;

    [Fact]
    public void Each_test_of_llama_bench_is_found_by_its_tokens()
    {
        Assert.Equal(new LlamaTest(374.5, "abc (12)", "A Processor"), LlamaOutput.Bench(Bench, 512, 0));
        Assert.Equal(99, LlamaOutput.Bench(Bench, 0, 128).TokensPerSecond);
    }

    [Fact]
    public void A_test_that_is_missing_is_one_clear_error() =>
        Assert.Equal("llama-bench gives no test of 64 prompt and 0 generated tokens", Assert.Throws<IOException>(() => LlamaOutput.Bench(Bench, 64, 0)).Message);

    [Fact]
    public void The_line_of_llama_batched_bench_is_found_by_its_sequences()
    {
        const string output = "main: n_kv_max = 2048\n{\"pl\": 1, \"speed_tg\": 80.5}\n{\"pl\": 8, \"speed_tg\": 215.25}\n\n";
        Assert.Equal(215.25, LlamaOutput.BatchedBench(output, 8));
        Assert.Equal("llama-batched-bench gives no line for 4 sequences", Assert.Throws<IOException>(() => LlamaOutput.BatchedBench(output, 4)).Message);
    }

    [Fact]
    public void Output_without_JSON_is_one_clear_error() =>
        Assert.StartsWith("llama.cpp printed no JSON: ", Assert.Throws<IOException>(() => LlamaOutput.Bench("error: no model", 1, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_table_has_medians_ratios_and_the_memorys_limit()
    {
        var comparison = new Comparison(ComparisonOptions.Read(Arguments.Parse(Line("--threads 2 --repeat 3"))))
        {
            Device = "simd (AVX2, 2 threads)",
            LlamaBuild = "abc (12)",
            Processor = "A Processor",
        };
        comparison.AddBandwidth([30e9]);
        var prefill = comparison.Of("a.gguf", "prefill 512", null);
        var decode = comparison.Of("a.gguf", "decode 64 x 8", 8);
        Assert.Same(decode, comparison.Of("a.gguf", "decode 64 x 8", 8));
        (prefill.OursSamples, prefill.TheirsSamples).AddTo([500, 400, 900], [250, 200, 300]);
        (decode.OursSamples, decode.TheirsSamples).AddTo([300], [200]);
        decode.StepBytes = 150e6;
        Assert.EndsWith("""
            | model | work | ours | llama.cpp | ratio | bandwidth limit |
            |---|---|---:|---:|---:|---:|
            | a.gguf | prefill 512 | 500.0 | 250.0 | 2.00 |  |
            | a.gguf | decode 64 x 8 | 300.0 | 200.0 | 1.50 | 1600 |

            """.ReplaceLineEndings("\n"), comparison.ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal(1.5, (double)comparison.ToJson()["cells"]![1]!["ratio"]!);
    }

    [Theory]
    [InlineData("--batch -1", "--batch -1 is less than 0")]
    [InlineData("--prompt 0 --tokens 0 --batch 0", "--prompt 0, --tokens 0 and --batch 0 leave nothing to compare")]
    [InlineData("--out /no/such/folder/table.md", "--out /no/such/folder/table.md: its folder does not exist")]
    public void A_wrong_option_is_named(string line, string message) =>
        Assert.Equal(message, Assert.Throws<WrongUseException>(() => ComparisonOptions.Read(Arguments.Parse(Line(line)))).Message);

    [Fact]
    public void A_program_that_cannot_be_started_is_one_clear_error() =>
        Assert.StartsWith("/no/such/program cannot be started: ", Assert.Throws<IOException>(() => ChildProcess.Run("/no/such/program", [])).Message, StringComparison.Ordinal);

    // Any files will do: these are not run.
    private static string[] Line(string more)
    {
        var file = GoldenModels.File(CommandLines.Model).Path;
        return string.Create(CultureInfo.InvariantCulture, $"--llama-bench {file} --llama-batched-bench {file} --models {file} {more}").Split(' ');
    }
}

/// <summary>Fills the two sides of a cell.</summary>
internal static class CellSamples
{
    public static void AddTo(this (List<double> Ours, List<double> Theirs) cell, double[] ours, double[] theirs)
    {
        cell.Ours.AddRange(ours);
        cell.Theirs.AddRange(theirs);
    }
}
