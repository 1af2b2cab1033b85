using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Stops;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads what ends an answer.</summary>
internal static class StopParser
{
    public static StopOptions Read(Field root, RequestLimits limits, int? maxTokens) => new()
    {
        Strings = new StopStrings(ReadStrings(root["stop"], limits)),
        IncludeStopString = root["include_stop_str_in_output"].Flag() ?? false,
        Tokens = ReadTokens(root["stop_token_ids"], limits),
        MinTokens = ReadMinTokens(root["min_tokens"], maxTokens),
        IgnoreEnd = root["ignore_eos"].Flag() ?? false,
    };

    private static List<string> ReadStrings(Field field, RequestLimits limits)
    {
        if (field.IsAbsent) return [];
        if (field.Kind == JsonValueKind.String) return [field.Name(limits.StopCharacters)!];
        if (field.Kind != JsonValueKind.Array)
        {
            field.RefuseType("a string or an array of strings");
            return [];
        }
        if (!field.IsArray(0, limits.Stops, of: "strings")) return [];
        return [.. field.Items().Select(item => item.RequiredName(limits.StopCharacters))];
    }

    private static int[] ReadTokens(Field field, RequestLimits limits)
    {
        if (field.IsAbsent || !field.IsArray(0, limits.StopTokens, of: "token ids")) return [];
        return [.. field.TokenIds().Distinct()];
    }

    private static int ReadMinTokens(Field field, int? maxTokens)
    {
        var least = field.Int(0, int.MaxValue) ?? 0;
        if (least > maxTokens) field.RefuseValue($"is {least}, but only {maxTokens} tokens may be generated");
        return least;
    }
}
