using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>The answer is exactly one call of the tool with these arguments, between its marks.</summary>
public sealed record CallMade(string Name, string Arguments) : Judge
{
    private const string Before = "<tool_call>", After = "</tool_call>";

    public override string? Fault(string answer)
    {
        var text = Spoken(answer);
        if (!text.StartsWith(Before, StringComparison.Ordinal) || !text.EndsWith(After, StringComparison.Ordinal)) return "no call between its marks";
        try
        {
            if (JsonNode.Parse(text[Before.Length..^After.Length].Trim()) is not JsonObject call) return "the call is no object";
            if (call["name"]?.ToString() != Name) return $"calls {call["name"]}, not {Name}";
            return JsonNode.DeepEquals(call["arguments"], JsonNode.Parse(Arguments)) ? null : $"arguments {call["arguments"]?.ToJsonString()} instead of {Arguments}";
        }
        // A key that is given twice is an ArgumentException, when the object is first read.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return "the call is no JSON";
        }
    }
}
