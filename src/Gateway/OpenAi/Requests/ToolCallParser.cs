namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads one entry of an assistant's <c>tool_calls</c>.</summary>
internal static class ToolCallParser
{
    private static readonly ToolCall s_refused = new("", "", "");

    public static ToolCall Read(Field field, RequestLimits limits)
    {
        if (!field.IsObject()) return s_refused;
        // vLLM and some clients leave the only type out.
        if (field["type"].Text() is not (null or "function")) field["type"].RefuseUnsupportedValue("may only be \"function\"");
        var function = field["function"];
        if (!function.IsRequiredObject()) return s_refused;
        return new(
            field["id"].RequiredName(limits.NameCharacters),
            function["name"].RequiredName(limits.NameCharacters),
            function["arguments"].RequiredText());
    }
}
