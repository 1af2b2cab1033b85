namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>A call that an assistant made earlier in the conversation.</summary>
/// <param name="Id">Not empty.</param>
/// <param name="FunctionName">Not empty.</param>
/// <param name="Arguments">As the model wrote it; meant to be JSON, but models err.</param>
public sealed record ToolCall(string Id, string FunctionName, string Arguments);
