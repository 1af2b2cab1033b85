using System.Text.Json;
using Orchestrator.Gateway.Templates;

namespace Orchestrator.Unit.Templates;

/// <summary>Short ways to render in tests.</summary>
internal static class Chat
{
    public static string Render(string template, string variables = "{}", TemplateLimits? limits = null) =>
        ChatTemplate.Parse(template, limits).Render(new ChatTemplateInput { Messages = Json("[]"), Variables = Variables(Json(variables)), AdaptToTemplate = false }, FrozenClock.Instance);

    public static string RenderMessages(string template, string messages, bool adapt = true) =>
        ChatTemplate.Parse(template).Render(new ChatTemplateInput { Messages = Json(messages), AdaptToTemplate = adapt }, FrozenClock.Instance);

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    public static Dictionary<string, JsonElement> Variables(JsonElement variables) =>
        variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value);
}
