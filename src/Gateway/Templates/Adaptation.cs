using System.Text.Json;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates;

/// <summary>How messages in OpenAI's form are changed for a template that expects another.</summary>
/// <param name="ArgumentsAsObjects">Tool calls' arguments, JSON text on the wire, become objects: most templates print them with tojson.</param>
/// <param name="JoinTextParts">Content made of text parts only becomes one string, parts separated by line breaks.</param>
internal sealed record Adaptation(bool ArgumentsAsObjects, bool JoinTextParts)
{
    public static Adaptation None { get; } = new(false, false);

    public void Apply(Rendering rendering, ListValue messages)
    {
        foreach (var message in messages.List.OfType<DictValue>())
        {
            if (JoinTextParts && Joined(rendering, message) is { } text) Set(rendering, message, "content", text);
            if (!ArgumentsAsObjects || Get(rendering, message, "tool_calls") is not ListValue calls) continue;
            foreach (var call in calls.List.OfType<DictValue>())
                if (Get(rendering, call, "function") is DictValue function) ParseArguments(rendering, function);
        }
    }

    private static TextValue? Joined(Rendering rendering, DictValue message)
    {
        if (Get(rendering, message, "content") is not ListValue parts) return null;
        var texts = new List<string>();
        foreach (var part in parts.List)
        {
            if (part is not DictValue dict || Get(rendering, dict, "type") is not TextValue { Text: "text" } || Get(rendering, dict, "text") is not TextValue text) return null;
            texts.Add(text.Text);
        }
        return rendering.Text(string.Join('\n', texts));
    }

    private static void ParseArguments(Rendering rendering, DictValue function)
    {
        if (Get(rendering, function, "arguments") is not TextValue arguments) return;
        try
        {
            using var document = JsonDocument.Parse(arguments.Text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                Set(rendering, function, "arguments", JsonValues.From(rendering, document.RootElement));
        }
        catch (JsonException)
        {
            // A model may have written broken JSON; the template then gets it as it was written.
        }
    }

    private static Value? Get(Rendering rendering, DictValue dict, string key) => dict.Get(rendering, new TextValue(key));

    private static void Set(Rendering rendering, DictValue dict, string key, Value value) => dict.Set(rendering, new TextValue(key), value);
}
