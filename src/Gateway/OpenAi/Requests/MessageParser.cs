namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads one message of a conversation.</summary>
internal static class MessageParser
{
    private static readonly ChatMessage s_refused = new ChatMessage.User("", null);

    public static ChatMessage Read(Field field, RequestLimits limits)
    {
        if (!field.IsObject()) return s_refused;
        var name = field["name"].Name(limits.NameCharacters);
        switch (field["role"].RequiredText())
        {
            case "system": return new ChatMessage.System(ContentParser.ReadRequired(field["content"], limits), name);
            case "developer": return new ChatMessage.Developer(ContentParser.ReadRequired(field["content"], limits), name);
            case "user": return new ChatMessage.User(ContentParser.ReadRequired(field["content"], limits), name);
            case "assistant": return ReadAssistant(field, name, limits);
            case "tool":
                return new ChatMessage.Tool(ContentParser.ReadRequired(field["content"], limits), name, field["tool_call_id"].RequiredName(limits.NameCharacters));
            case "function":
                field["role"].RefuseUnsupportedValue("may no longer be \"function\"; send \"tool\" with 'tool_call_id'");
                return s_refused;
            default:
                field["role"].RefuseOption("\"system\", \"developer\", \"user\", \"assistant\", \"tool\"");
                return s_refused;
        }
    }

    private static ChatMessage.Assistant ReadAssistant(Field field, string? name, RequestLimits limits)
    {
        if (!field["audio"].IsAbsent) field["audio"].RefuseUnsupported();
        if (!field["function_call"].IsAbsent) field["function_call"].RefuseUnsupported();
        var calls = field["tool_calls"];
        ToolCall[] toolCalls = calls.IsAbsent || !calls.IsArray(0, limits.Tools, of: "tool calls") ? [] : [.. calls.Items().Select(call => ToolCallParser.Read(call, limits))];
        // A refusal is what the assistant said, though OpenAI keeps it in a field of its own.
        var content = ContentParser.Read(field["content"], limits) ?? field["refusal"].Text();
        if (content is null && toolCalls.Length == 0) field["content"].RefuseAbsence("a string");
        return new(content, name, toolCalls);
    }
}
