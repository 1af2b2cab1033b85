using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Admin;

/// <summary>Events as text/event-stream.</summary>
internal static class EventText
{
    public const string Heartbeat = ": heartbeat\n\n";

    // As everywhere in this API: no browser renders these.
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The events of a page, each with the id to come back with; before them, if any are lost, how many.</summary>
    public static string Of(string pool, PoolEventPage page, EventPlaces places)
    {
        var text = new StringBuilder();
        if (!page.Events.IsEmpty) places.Set(pool, page.Next with { Number = page.Events[0].Number - 1 });
        if (page.Missed > 0) Append(text, places, "missed", new JsonObject { ["pool"] = pool, ["events"] = page.Missed });
        foreach (var happened in page.Events)
        {
            places.Set(pool, page.Next with { Number = happened.Number });
            Append(text, places, EnumText.Of(happened.Kind), PoolJson.From(pool, happened));
        }
        places.Set(pool, page.Next);
        return text.ToString();
    }

    /// <summary>Says that everything from now on will be told.</summary>
    public static string Watching(IEnumerable<string> pools, EventPlaces places)
    {
        var text = new StringBuilder();
        Append(text, places, "watching", new JsonObject { ["pools"] = new JsonArray([.. pools.Select(p => JsonValue.Create(p))]) });
        return text.ToString();
    }

    private static void Append(StringBuilder text, EventPlaces places, string kind, JsonObject json) =>
        text.Append("id: ").Append(places).Append("\nevent: ").Append(kind).Append("\ndata: ").Append(json.ToJsonString(s_readable)).Append("\n\n");
}
