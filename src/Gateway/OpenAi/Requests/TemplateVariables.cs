using System.Collections.Frozen;
using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads what a client wants its chat template to know: <c>chat_template_kwargs</c>, and <c>reasoning_effort</c>, which templates of reasoning models look for under that name.</summary>
internal static class TemplateVariables
{
    private const string Effort = "reasoning_effort";

    // The gateway sets these itself; a client that could replace them could forge turns.
    private static readonly FrozenSet<string> s_reserved =
        FrozenSet.Create("messages", "tools", "documents", "chat_template", "add_generation_prompt", "continue_final_message", "tokenize", "bos_token", "eos_token");

    public static IReadOnlyDictionary<string, JsonElement> Read(Field root)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (root[Effort].Text() is not null) variables[Effort] = root[Effort].Copy();
        var named = root["chat_template_kwargs"];
        if (named.IsAbsent || !named.IsObject()) return variables;
        foreach (var (name, value) in named.Keys())
        {
            if (s_reserved.Contains(name)) value.RefuseUnsupportedValue("is set by the server and may not be replaced");
            variables[name] = value.Copy();
        }
        return variables;
    }
}
