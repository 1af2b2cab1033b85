using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Simulator.Options;
using Orchestrator.Simulator.Traces;

namespace Orchestrator.Simulator.Workloads;

/// <summary>simulator lengths: the statistics of a trace's lengths, as the built-in workloads keep them.</summary>
internal static class LengthsCommand
{
    private static readonly Option<FileInfo> s_trace = new("--trace") { Description = "The trace, as in replay.", Required = true };
    private static readonly Option<int> s_blockTokens = new Option<int>("--block-tokens") { Description = "Tokens of a block, for traces with hash_ids.", DefaultValueFactory = _ => Workload.OrdinaryBlockTokens }.AtLeastOne();
    private static readonly Option<string> s_source = new("--source") { Description = "Where the trace is from and under which licence; kept in the table (the file's name)." };
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("lengths", "Print quantiles of a trace's prompt lengths, and of the answer lengths by length of prompt: the table that built-in workloads draw from.") { s_trace, s_blockTokens, s_source };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult given)
    {
        var path = given.GetRequiredValue(s_trace);
        var trace = TraceFile.Read(path.FullName, given.GetValue(s_blockTokens));
        Console.Error.WriteLine($"{trace.Requests.Count} requests of {path}");
        try
        {
            Console.WriteLine(Summary(given.GetValue(s_source) ?? path.Name, trace).ToJson().ToJsonString(s_plain));
        }
        catch (ArgumentException e)
        {
            throw new TraceException($"{path}: {e.Message}", e);
        }
    }

    internal static LengthQuantiles Summary(string source, TraceFile trace) =>
        LengthQuantiles.Of(source, trace.Requests.Select(r => new Lengths(r.PromptTokens, Math.Max(1, r.AnswerTokens))));
}
