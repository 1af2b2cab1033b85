using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Errors;

/// <summary>Shows a value of the client in an error message: short, quoted, on one line.</summary>
public static class Excerpt
{
    private const int Limit = 40;

    /// <summary>"the string …", the number or literal as written, "an array" or "an object".</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.Undefined => "missing",
        JsonValueKind.String => $"the string {Shortened(JsonMarshal.GetRawUtf8Value(value))}",
        _ => Shortened(JsonMarshal.GetRawUtf8Value(value)),
    };

    /// <summary>The text in quotes, cut short, control characters replaced.</summary>
    public static string Of(string text) => $"\"{OfName(text)}\"";

    /// <summary>As <see cref="Of(string)"/> without quotes: a key that the client chose, as part of a path.</summary>
    public static string OfName(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length >= Limit) return shown.Append('…').ToString();
            shown.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }
        return shown.ToString();
    }

    // JSON text has no raw control characters inside a value, so cutting is all there is to do.
    private static string Shortened(ReadOnlySpan<byte> raw)
    {
        if (raw.Length <= Limit) return Encoding.UTF8.GetString(raw);
        var end = Limit;
        while ((raw[end] & 0xC0) == 0x80) end--;
        return Encoding.UTF8.GetString(raw[..end]) + "…";
    }
}
