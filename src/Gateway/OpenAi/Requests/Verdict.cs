using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Keeps the first refusal while a request is read. Reading goes on with harmless values, so no step has to look back.</summary>
internal sealed class Verdict
{
    public OpenAiError? Error { get; private set; }

    public void Refuse(OpenAiError error) => Error ??= error;
}
