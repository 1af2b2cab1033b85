using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>A function that the model may call.</summary>
/// <param name="Name">Letters, digits, '_' and '-'; 1 to 64.</param>
/// <param name="Json">The whole tool as the client sent it, for the chat template.</param>
public sealed record Tool(string Name, JsonElement Json);
