using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>A sound body of POST /v1/chat/completions.</summary>
public sealed record ChatRequest
{
    internal ChatRequest()
    {
    }

    public required GenerationOptions Options { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Offered to the model by way of the template; may be empty.</summary>
    public required IReadOnlyList<Tool> Tools { get; init; }

    /// <summary>With <see cref="ToolChoice.None"/> the template is not told of the tools.</summary>
    public required ToolChoice ToolChoice { get; init; }

    /// <summary>End the prompt with the beginning of the assistant's turn.</summary>
    public required bool AddGenerationPrompt { get; init; }

    /// <summary>Variables for the template beyond its own; none of them has a name the template is given anyway.</summary>
    public required IReadOnlyDictionary<string, JsonElement> TemplateVariables { get; init; }

    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="limits">What is too large.</param>
    public static Parsed<ChatRequest> Parse(ReadOnlyMemory<byte> body, RequestLimits limits) =>
        JsonBody.Parse(body, limits, root => ChatParser.Read(root, limits));
}
