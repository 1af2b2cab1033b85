using System.Globalization;

namespace Orchestrator.Simulator.Traces;

/// <summary>The CSV of Azure's public traces: TIMESTAMP, ContextTokens, GeneratedTokens. It says nothing of contents: no two prompts have anything in common.</summary>
internal sealed class CsvTrace
{
    private readonly int _time;
    private readonly int _prompt;
    private readonly int _answer;

    /// <param name="header">The first line; throws <see cref="TraceException"/> when a column is missing.</param>
    public CsvTrace(string header)
    {
        string[] columns = [.. header.Split(',').Select(c => c.Trim())];
        (_time, _prompt, _answer) = (Find(columns, "TIMESTAMP"), Find(columns, "ContextTokens"), Find(columns, "GeneratedTokens"));
    }

    /// <summary>One line; throws <see cref="TraceException"/> for a value that is none.</summary>
    /// <returns>The request and its time in seconds from any fixed origin.</returns>
    public (double Seconds, TraceRequest Request) Read(string line, BlockNumbers numbers, int blockTokens)
    {
        var values = line.Split(',');
        if (values.Length <= Math.Max(_time, Math.Max(_prompt, _answer))) throw new TraceException($"{values.Length} values");
        if (!DateTime.TryParse(values[_time], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) throw new TraceException($"'{values[_time]}' is no time");
        if (!int.TryParse(values[_prompt], CultureInfo.InvariantCulture, out var prompt) || prompt < 1) throw new TraceException($"a prompt of '{values[_prompt]}' tokens");
        if (!int.TryParse(values[_answer], CultureInfo.InvariantCulture, out var answer) || answer < 0) throw new TraceException($"an answer of '{values[_answer]}' tokens");
        return ((time - DateTime.UnixEpoch).TotalSeconds, new TraceRequest(default, prompt, answer, numbers.Fresh((prompt + blockTokens - 1) / blockTokens)));
    }

    private static int Find(string[] columns, string name)
    {
        var at = Array.FindIndex(columns, c => c.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at : throw new TraceException($"the header has no column {name}: {string.Join(",", columns)}");
    }
}
