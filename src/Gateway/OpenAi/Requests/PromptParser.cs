using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads <c>prompt</c> in its four forms: a text, texts, token ids, lists of token ids.</summary>
internal static class PromptParser
{
    private const string Forms = "a string, an array of strings, an array of token ids or an array of arrays of token ids";

    /// <summary>At least one prompt, unless the verdict has a refusal.</summary>
    public static IReadOnlyList<Prompt> Read(Field field, RequestLimits limits)
    {
        if (field.IsAbsent) field.RefuseAbsence(Forms);
        else if (field.Kind == JsonValueKind.String) return [new Prompt.Text(field.RequiredText())];
        else if (field.Kind != JsonValueKind.Array) field.RefuseType(Forms);
        else if (field.IsArray(1, limits.Values, of: "prompts")) return ReadArray(field, limits);
        return [];
    }

    // The first item decides what all have to be.
    private static IReadOnlyList<Prompt> ReadArray(Field field, RequestLimits limits)
    {
        var first = field.Items().First();
        switch (first.Kind)
        {
            case JsonValueKind.Number:
                return [new Prompt.Tokens(field.TokenIds())];
            case JsonValueKind.String when field.IsArray(1, limits.Prompts, of: "strings"):
                return [.. field.Items().Select(item => new Prompt.Text(item.RequiredText()))];
            case JsonValueKind.Array when field.IsArray(1, limits.Prompts, of: "arrays of token ids"):
                return [.. field.Items().Where(item => item.IsArray(1, limits.Values, of: "token ids")).Select(item => new Prompt.Tokens(item.TokenIds()))];
            case JsonValueKind.String or JsonValueKind.Array:
                break;
            default:
                first.RefuseType("a string, a token id or an array of token ids");
                break;
        }
        return [];
    }
}
