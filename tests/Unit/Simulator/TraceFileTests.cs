using System.IO.Compression;
using System.Text;
using Orchestrator.Simulator.Traces;
using Xunit;

namespace Orchestrator.Unit.Simulator;

/// <summary>Traces in all their dialects, and what is wrong with broken ones.</summary>
public sealed class TraceFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("traces").FullName;

    [Fact]
    public void Json_lines_with_hashes_are_read_in_the_order_of_arrival()
    {
        var trace = Read("""
            {"timestamp": 2500, "input_length": 700, "output_length": 5, "hash_ids": [7, "x"]}

            {"timestamp": 500, "input_length": 512, "output_length": 0, "hash_ids": [7]}
            """);
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(2)], trace.Requests.Select(r => r.At));
        Assert.Equal([512, 700], trace.Requests.Select(r => r.PromptTokens));
        Assert.Equal(trace.Requests[0].Blocks[0], trace.Requests[1].Blocks[0]);
        Assert.Equal(2, trace.Blocks);
    }

    [Fact]
    public void Token_ids_become_chained_blocks()
    {
        var trace = Read("""
            {"arrival_time_ns": 1000000000, "input_toks": 5, "output_toks": 1, "input_tok_ids": [1, 2, 3, 4, 5]}
            {"arrival_time_ns": 3000000000, "input_toks": 6, "output_toks": 1, "input_tok_ids": [1, 2, 3, 4, 9, 9]}
            {"arrival_time_ns": 4000000000, "input_toks": 4, "output_toks": 1, "input_tok_ids": [3, 4, 3, 4]}
            """, blockTokens: 2);
        Assert.Equal([[0, 1, 2], [0, 1, 3], [4, 5]], trace.Requests.Select(r => r.Blocks));
        Assert.Equal([0.0, 2, 3], trace.Requests.Select(r => r.At.TotalSeconds));
    }

    [Fact]
    public void Csv_says_nothing_of_contents_so_nothing_is_common()
    {
        var trace = Read("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,1000,10\n2023-11-16 18:17:04.4799600,512,8\n");
        Assert.Equal([0, 500], trace.Requests.Select(r => Math.Round(r.At.TotalMilliseconds)));
        Assert.Equal([[0, 1], [2]], trace.Requests.Select(r => r.Blocks));
    }

    [Fact]
    public void A_packed_trace_is_unpacked()
    {
        var path = Path.Combine(_folder, "trace.jsonl.gz");
        using (var file = new GZipStream(File.Create(path), CompressionLevel.Fastest)) file.Write(Encoding.UTF8.GetBytes("""{"timestamp": 0, "input_length": 3, "output_length": 1}"""));
        Assert.Single(TraceFile.Read(path, 512).Requests);
    }

    [Theory]
    [InlineData("", "no request in 0 lines")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens", "no request in 1 lines")]
    [InlineData("time,tokens", ":1: the header has no column TIMESTAMP: time,tokens")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\nx,1,1", ":2: 'x' is no time")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,0,1", ":2: a prompt of '0' tokens")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1", ":2: 2 values")]
    [InlineData("{\"timestamp\": 0, \"input_length\": 3}", ":1: there is no output_length and no output_toks")]
    [InlineData("{\"timestamp\": 0, \"input_length\": 0, \"output_length\": 3}", ":1: a prompt of 0 and an answer of 3 tokens")]
    [InlineData("{\"timestamp\": 0, \"input_length\": 513, \"output_length\": 3, \"hash_ids\": [1]}", ":1: 1 hash_ids for 513 tokens in blocks of 512; 2 are needed (--block-tokens)")]
    [InlineData("{\"timestamp\": ", ":1: ")]
    [InlineData("{\"timestamp\": \"soon\", \"input_length\": 1, \"output_length\": 3}", ":1: ")]
    public void What_is_wrong_with_a_trace_is_one_clear_error(string text, string message) =>
        Assert.Contains(message, Assert.Throws<TraceException>(() => Read(text)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TraceFile Read(string text, int blockTokens = 512)
    {
        var path = Path.Combine(_folder, "trace");
        File.WriteAllText(path, text);
        return TraceFile.Read(path, blockTokens);
    }
}
