using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>The answer is one JSON object or array, equal to the wanted one whatever the order of keys.</summary>
public sealed record JsonGiven(string Wanted) : Judge
{
    public override string? Fault(string answer)
    {
        try
        {
            var given = JsonNode.Parse(answer.Trim());
            return JsonNode.DeepEquals(given, JsonNode.Parse(Wanted)) ? null : $"other JSON than {Wanted}";
        }
        // A key that is given twice is an ArgumentException, when the object is first read.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return "no JSON";
        }
    }
}
