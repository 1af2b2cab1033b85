using System.Text;
using System.Text.Json;

namespace Orchestrator.LoadTests.Requests;

/// <summary>One line of what a server says is wrong.</summary>
internal static class ErrorMessage
{
    private const int Longest = 300;

    /// <summary>The reader is at the value of "error", a text or an object with a message, and ends at its end.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        using var error = JsonDocument.ParseValue(ref reader);
        return OneLine(Of(error.RootElement));
    }

    /// <summary>From the body of a refusal: its "error", or the body's beginning where it has none.</summary>
    public static string FromBody(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)) return OneLine(Of(error));
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing.
        }
        return OneLine(body);
    }

    /// <summary>On one line, not too long.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Longest)) line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        return line.ToString().Trim();
    }

    private static string Of(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : error.ToString();
}
