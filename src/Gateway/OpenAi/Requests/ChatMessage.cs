namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>One turn of a conversation. Parts of a text are joined by line breaks, as vLLM does for templates that take one text.</summary>
/// <param name="Role">As the template knows it: "system", "developer", "user", "assistant" or "tool".</param>
/// <param name="Content">Null only for an assistant that called tools.</param>
/// <param name="Name">The author's name, where the client gives one; not empty.</param>
public abstract record ChatMessage(string Role, string? Content, string? Name)
{
    public sealed record System(string Text, string? Name) : ChatMessage("system", Text, Name);

    /// <summary>Instructions of the application, which newer clients send in place of a system message.</summary>
    public sealed record Developer(string Text, string? Name) : ChatMessage("developer", Text, Name);

    public sealed record User(string Text, string? Name) : ChatMessage("user", Text, Name);

    /// <param name="Content">May be null when there are tool calls.</param>
    /// <param name="Name">As above.</param>
    /// <param name="ToolCalls">May be empty when there is content.</param>
    public sealed record Assistant(string? Content, string? Name, IReadOnlyList<ToolCall> ToolCalls) : ChatMessage("assistant", Content, Name);

    /// <param name="Text">What the tool answered.</param>
    /// <param name="Name">As above.</param>
    /// <param name="CallId">The call it answers.</param>
    public sealed record Tool(string Text, string? Name, string CallId) : ChatMessage("tool", Text, Name);
}
