using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Responses;

namespace Orchestrator.Gateway.OpenAi.Endpoints;

/// <summary>GET /v1/models and GET /v1/models/{id}.</summary>
internal sealed class ModelsEndpoint(ModelCatalog catalog)
{
    public Task ListAsync(HttpContext context) => JsonText.AnswerAsync(context.Response, body => ModelList.Write(body, [.. catalog.All.Select(ToCard)]), context.RequestAborted);

    public Task ShowAsync(HttpContext context, string id) => catalog.TryFind(id, out var model)
        ? JsonText.AnswerAsync(context.Response, body => ModelList.Write(body, ToCard(model)), context.RequestAborted)
        : OpenAiErrorJson.AnswerAsync(context.Response, Refusals.UnknownModel(id, catalog.Names), context.RequestAborted);

    private static ModelCard ToCard(ServedModel model) => new(model.Name, model.Since, "orchestrator", model.ContextTokens);
}
