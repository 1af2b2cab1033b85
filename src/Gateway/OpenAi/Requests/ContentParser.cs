using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads <c>content</c>: a text, or parts that are texts.</summary>
internal static class ContentParser
{
    private const string Forms = "a string or an array of content parts";

    public static string ReadRequired(Field field, RequestLimits limits)
    {
        if (field.IsAbsent) field.RefuseAbsence(Forms);
        return Read(field, limits) ?? "";
    }

    /// <summary>Null when absent.</summary>
    public static string? Read(Field field, RequestLimits limits)
    {
        if (field.IsAbsent) return null;
        if (field.Kind == JsonValueKind.String) return field.Text();
        if (field.Kind != JsonValueKind.Array) field.RefuseType(Forms);
        else if (field.IsArray(1, limits.Messages, of: "content parts")) return string.Join('\n', field.Items().Select(ReadPart));
        return null;
    }

    private static string ReadPart(Field field)
    {
        // vLLM takes bare strings for text parts, and some clients count on it.
        if (field.Kind == JsonValueKind.String) return field.RequiredText();
        if (!field.IsObject()) return "";
        switch (field["type"].RequiredText())
        {
            case "text": return field["text"].RequiredText();
            case "refusal": return field["refusal"].RequiredText();
            case "image_url" or "input_audio" or "file" or "video_url" or "audio_url":
                field["type"].RefuseUnsupportedValue("may only be \"text\": images, audio and files are not supported");
                return "";
            default:
                field["type"].RefuseOption("\"text\", \"refusal\"");
                return "";
        }
    }
}
