namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads the body of POST /v1/chat/completions.</summary>
internal static class ChatParser
{
    private const int MostLogprobs = 20;

    public static ChatRequest Read(Field root, RequestLimits limits)
    {
        // Without a limit of the client's, an answer may fill the context.
        var options = GenerationParser.Read(root, limits, defaultMaxTokens: null, ReadLogprobs(root["logprobs"], root["top_logprobs"]));
        var messages = ReadMessages(root["messages"], limits);
        var tools = ToolParser.ReadTools(root["tools"], limits);
        var choice = Constraints.ReadChoice(root["tool_choice"], tools);
        Constraints.RefuseFormat(root["response_format"], limits);
        UnsupportedFields.RefuseForChat(root);
        return new ChatRequest
        {
            Options = options,
            Messages = messages,
            Tools = tools,
            ToolChoice = choice,
            AddGenerationPrompt = root["add_generation_prompt"].Flag() ?? true,
            TemplateVariables = TemplateVariables.Read(root),
        };
    }

    private static int? ReadLogprobs(Field flag, Field top)
    {
        var wanted = flag.Flag() ?? false;
        var count = top.Int(0, MostLogprobs);
        if (count is not null && !wanted) top.RefuseValue("is only allowed with 'logprobs': true");
        return wanted ? count ?? 0 : null;
    }

    private static IReadOnlyList<ChatMessage> ReadMessages(Field field, RequestLimits limits)
    {
        if (field.IsAbsent) field.RefuseAbsence("an array of messages");
        else if (field.IsArray(1, limits.Messages, of: "messages")) return [.. field.Items().Select(message => MessageParser.Read(message, limits))];
        return [];
    }
}
