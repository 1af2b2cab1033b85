using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>What form an answer must have.</summary>
public abstract record ResponseFormat
{
    private ResponseFormat()
    {
    }

    /// <summary>No form.</summary>
    public sealed record Text : ResponseFormat;

    /// <summary>Any JSON object.</summary>
    public sealed record JsonObject : ResponseFormat;

    /// <summary>JSON that fits a schema.</summary>
    /// <param name="Name">Not empty.</param>
    /// <param name="Schema">A JSON object; null when the client names none.</param>
    /// <param name="Strict">Whether the client insists.</param>
    public sealed record JsonSchema(string Name, JsonElement? Schema, bool Strict) : ResponseFormat;
}
