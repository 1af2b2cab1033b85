using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Orchestrator.LoadTests.Traces;

/// <summary>Recorded requests: JSON lines with timestamp (ms), input_length, output_length and hash_ids, as Mooncake publishes them, or CSV with TIMESTAMP, ContextTokens and GeneratedTokens, as Azure does.</summary>
internal static class TraceFile
{
    private static readonly string[] s_columns = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"];

    /// <summary>The whole file in the order of arrival; .gz is unpacked.</summary>
    /// <exception cref="TraceException">It cannot be read; one line says why.</exception>
    public static IReadOnlyList<TraceLine> Read(string path)
    {
        var (read, number, columns) = (new List<TraceLine>(), 0, (int[]?)null);
        try
        {
            foreach (var line in Lines(path))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line)) continue;
                if (line[0] == '{') read.Add(FromJson(line));
                else if (columns is null) columns = Columns(line);
                else read.Add(FromCsv(line, columns));
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new TraceException($"{path}:{number}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TraceException($"--trace {path} cannot be read: {e.Message}", e);
        }
        if (read.Count == 0) throw new TraceException($"{path}: no request in {number} lines");
        var first = read.Min(l => l.At);
        return [.. read.OrderBy(l => l.At).Select(l => l with { At = l.At - first })];
    }

    private static TraceLine FromJson(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return Checked(new TraceLine(
            TimeSpan.FromMilliseconds(Field("timestamp").GetDouble()),
            Field("input_length").GetInt32(),
            Field("output_length").GetInt32(),
            root.TryGetProperty("hash_ids", out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetUInt64())] : []));

        JsonElement Field(string name) => root.TryGetProperty(name, out var value) ? value : throw new FormatException($"there is no {name}");
    }

    private static int[] Columns(string header)
    {
        string[] names = [.. header.Split(',').Select(n => n.Trim())];
        return [.. s_columns.Select(c => Array.FindIndex(names, n => n.Equals(c, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at ? at : throw new FormatException($"there is no column {c} in '{header}'"))];
    }

    private static TraceLine FromCsv(string line, int[] columns)
    {
        var values = line.Split(',');
        if (values.Length <= columns.Max()) throw new FormatException($"{values.Length} values in '{line}'");
        var time = DateTime.Parse(values[columns[0]], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return Checked(new TraceLine(time - DateTime.UnixEpoch, int.Parse(values[columns[1]], CultureInfo.InvariantCulture), int.Parse(values[columns[2]], CultureInfo.InvariantCulture), []));
    }

    private static TraceLine Checked(TraceLine line) =>
        line is { PromptTokens: >= 1, AnswerTokens: >= 0 } ? line : throw new FormatException($"a prompt of {line.PromptTokens} and an answer of {line.AnswerTokens} tokens");

    private static IEnumerable<string> Lines(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
