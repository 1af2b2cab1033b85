using System.Text.Json.Nodes;

namespace Orchestrator.Gateway.Admin;

/// <summary>JSON merge patch, RFC 7396: objects are merged field by field, null takes a field away, everything else replaces.</summary>
internal static class MergePatch
{
    /// <summary>The target with the patch applied; both stay as they are.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var merged = target is JsonObject fields ? (JsonObject)fields.DeepClone() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null) merged.Remove(name);
            else merged[name] = Apply(merged[name], change);
        }
        return merged;
    }
}
