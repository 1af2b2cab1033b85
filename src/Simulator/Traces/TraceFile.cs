using System.IO.Compression;

namespace Orchestrator.Simulator.Traces;

/// <summary>A whole trace, in the order of arrival.</summary>
/// <param name="Requests">First at time 0.</param>
/// <param name="Blocks">Numbers of different blocks: all block numbers are below.</param>
public sealed record TraceFile(IReadOnlyList<TraceRequest> Requests, int Blocks)
{
    /// <summary>Whether the trace says what prompts have in common; otherwise each block number stands once, for itself.</summary>
    public bool HasContents { get; init; } = true;

    /// <summary>Reads a file of JSON lines or CSV, told apart by its first character; .gz is unpacked. Throws <see cref="TraceException"/> with file and line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="blockTokens">Tokens of a block; a trace with hash_ids has its own, and the numbers must agree.</param>
    public static TraceFile Read(string path, int blockTokens)
    {
        var requests = new List<(double Seconds, TraceRequest Request)>();
        var numbers = new BlockNumbers();
        CsvTrace? csv = null;
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                if (line.TrimStart()[0] == '{') requests.Add(JsonTrace.Read(line, numbers, blockTokens));
                else if (csv is null) csv = new CsvTrace(line);
                else requests.Add(csv.Read(line, numbers, blockTokens));
            }
            catch (TraceException e)
            {
                throw new TraceException($"{path}:{number}: {e.Message}", e);
            }
        }
        if (requests.Count == 0) throw new TraceException($"{path}: no request in {number} lines");
        var first = requests.Min(r => r.Seconds);
        return new TraceFile([.. requests.OrderBy(r => r.Seconds).Select(r => r.Request with { At = TimeSpan.FromSeconds(r.Seconds - first) })], numbers.Count) { HasContents = numbers.HasContents };
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
