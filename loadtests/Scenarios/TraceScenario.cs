using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;
using Orchestrator.LoadTests.Traces;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Arrivals, lengths and shared beginnings of a recorded trace.</summary>
internal static class TraceScenario
{
    private const ulong Block = 3;

    public static Scenario Definition { get; } = new(
        "trace",
        "the arrivals and lengths of a trace: Mooncake's JSON lines (with what prompts share) or Azure's CSV, plain or .gz",
        [
            Scenario.Instead("--duration", "300"),
            // Traces begin with a burst as often as not; it is to be seen.
            Scenario.Instead("--warmup", "0"),
            new("--trace", "FILE", "", "needed; it is played for --duration, or to its end"),
            new("--rate-scale", "N", "1", "times as many requests per second as recorded (--rate and --arrivals are not used)"),
            new("--length-scale", "N", "1", "times the recorded tokens; 0.05 fits long traces into small contexts"),
            new("--block-tokens", "N", "512", "tokens of a block of hash_ids"),
            new("--skip", "SECONDS", "0", "of recorded time to leave out at the beginning"),
        ],
        Plan);

    private static IEnumerable<LoadRequest> Plan(OptionValues values, LoadOptions options)
    {
        var path = values.Text("--trace") ?? throw new WrongUseException("--trace FILE is needed");
        var (rate, length, block) = (values.Positive("--rate-scale"), values.Positive("--length-scale"), values.Whole("--block-tokens", 1));
        var skip = TimeSpan.FromSeconds(values.Number("--skip", 0));
        var stream = new RequestStream(options);
        var begin = skip / rate;
        foreach (var line in TraceFile.Read(path).SkipWhile(l => l.At < skip))
        {
            var at = line.At / rate - begin;
            if (at >= options.Total) yield break;
            yield return new LoadRequest(at, Pieces(stream, line, Scaled(line.PromptTokens, length), block * length), Scaled(line.AnswerTokens, length));
        }
    }

    // A block is a piece; scaled, they stay as many.
    private static PromptPiece[] Pieces(RequestStream stream, TraceLine line, int tokens, double block)
    {
        if (line.Blocks.Length == 0) return [stream.Fresh(tokens)];
        var pieces = new List<PromptPiece>(line.Blocks.Length);
        for (var i = 0; i < line.Blocks.Length; i++)
        {
            var (from, to) = ((int)Math.Round(i * block), i == line.Blocks.Length - 1 ? tokens : Math.Min(tokens, (int)Math.Round((i + 1) * block)));
            if (to > from) pieces.Add(stream.Shared(Block, line.Blocks[i], to - from));
        }
        return pieces.Count > 0 ? [.. pieces] : [stream.Fresh(tokens)];
    }

    private static int Scaled(int tokens, double scale) => (int)Math.Max(1, Math.Round(tokens * scale));
}
