using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Gateway.OpenAi.Requests;

namespace Orchestrator.Gateway.OpenAi.Endpoints;

/// <summary>A conversation as chat templates expect it.</summary>
internal static class MessageJson
{
    public static JsonElement From(IReadOnlyList<ChatMessage> messages) => JsonSerializer.SerializeToElement(new JsonArray([.. messages.Select(ToJson)]));

    private static JsonNode ToJson(ChatMessage message)
    {
        var json = new JsonObject { ["role"] = message.Role, ["content"] = message.Content };
        if (message.Name is { } name) json["name"] = name;
        if (message is ChatMessage.Tool tool) json["tool_call_id"] = tool.CallId;
        if (message is ChatMessage.Assistant { ToolCalls.Count: > 0 } assistant) json["tool_calls"] = new JsonArray([.. assistant.ToolCalls.Select(ToJson)]);
        return json;
    }

    private static JsonNode ToJson(ToolCall call) => new JsonObject
    {
        ["id"] = call.Id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.FunctionName, ["arguments"] = call.Arguments },
    };
}
