using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>The answer is one JSON object with exactly these keys, none of them empty.</summary>
public sealed record JsonKeys(IReadOnlyList<string> Keys) : Judge
{
    public override string? Fault(string answer)
    {
        try
        {
            if (JsonNode.Parse(answer.Trim()) is not JsonObject given) return "no JSON object";
            if (!given.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal).SetEquals(Keys)) return $"other keys than {string.Join(", ", Keys)}";
            return given.All(entry => entry.Value is { } value && value.ToJsonString() is not ("\"\"" or "{}" or "[]")) ? null : "an empty value";
        }
        // A key that is given twice is an ArgumentException, when the object is first read.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return "no JSON";
        }
    }
}
