using System.Text.Json;

namespace Orchestrator.Gateway.Templates;

/// <summary>What a chat template is rendered with: the variables that Hugging Face's apply_chat_template gives it.</summary>
public sealed record ChatTemplateInput
{
    /// <summary>An array of messages: role, content (a string, null or a list of parts), tool_calls, tool_call_id, name, reasoning_content.</summary>
    public required JsonElement Messages { get; init; }

    /// <summary>An array of tools, or nothing: the template then sees none, which is defined but false.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Whether the text ends where the assistant's answer starts.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Null when the tokenizer has none: the variable is then undefined, which prints as nothing.</summary>
    public string? BosToken { get; init; }

    /// <summary>As <see cref="BosToken"/>.</summary>
    public string? EosToken { get; init; }

    /// <summary>Further variables (chat_template_kwargs), as enable_thinking. They may replace the tokens, but not what else is named here.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// Bends OpenAI's messages to what templates expect: the JSON text in a tool call's arguments becomes an object (or stays text for a template that fails with
    /// objects), and text parts become one string for a template that cannot read parts. Off, values are given as they are.
    /// </summary>
    public bool AdaptToTemplate { get; init; } = true;
}
