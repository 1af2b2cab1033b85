using System.Text.Json;
using Orchestrator.Gateway.Templates.Statements;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates;

/// <summary>Turns the input into the variables of one rendering.</summary>
internal static class Conversation
{
    private static readonly string[] s_reserved = ["messages", "tools", "documents", "add_generation_prompt"];

    public static Scope Variables(Rendering rendering, ChatTemplateInput input, Adaptation adaptation)
    {
        var scope = new Scope(rendering, outer: null);
        var messages = JsonValues.From(rendering, input.Messages);
        if (messages is not ListValue list) throw rendering.Refuse("messages must be an array");
        adaptation.Apply(rendering, list);
        scope.Set("messages", messages);
        scope.Set("tools", input.Tools is { ValueKind: not JsonValueKind.Undefined } tools ? JsonValues.From(rendering, tools) : NoneValue.Instance);
        scope.Set("documents", NoneValue.Instance);
        scope.Set("add_generation_prompt", BooleanValue.Of(input.AddGenerationPrompt));
        if (input.BosToken is not null) scope.Set("bos_token", new TextValue(input.BosToken));
        if (input.EosToken is not null) scope.Set("eos_token", new TextValue(input.EosToken));
        foreach (var (name, value) in input.Variables)
        {
            if (Array.IndexOf(s_reserved, name) >= 0) throw rendering.Refuse($"the template's variable '{name}' cannot be replaced");
            scope.Set(name, JsonValues.From(rendering, value));
        }
        return scope;
    }
}
