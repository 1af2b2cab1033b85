namespace Orchestrator.Gateway.OpenAi.Responses;

/// <summary>A served model, as /v1/models shows it.</summary>
/// <param name="Id">The public name that requests use.</param>
/// <param name="Created">When it was first served.</param>
/// <param name="OwnedBy">Whom the operator names.</param>
/// <param name="ContextTokens">Tokens of prompt and answer together; shown as <c>max_model_len</c>, vLLM's name for it.</param>
public sealed record ModelCard(string Id, DateTimeOffset Created, string OwnedBy, int ContextTokens);
