using System.Text.Json;

namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class ToolParser
{
    private const int LongestName = 64;

    public static IReadOnlyList<Tool> ReadTools(Field field, RequestLimits limits)
    {
        if (field.IsAbsent || !field.IsArray(0, limits.Tools, of: "tools")) return [];
        return [.. field.Items().Select(ReadTool)];
    }

    public static ToolChoice ReadChoice(Field field, IReadOnlyList<Tool> tools)
    {
        if (field.IsAbsent) return tools.Count > 0 ? new ToolChoice.Auto() : new ToolChoice.None();
        if (field.Kind == JsonValueKind.Object) return ReadNamed(field, tools);
        switch (field.Text())
        {
            case "auto": return new ToolChoice.Auto();
            case "required": return new ToolChoice.Required();
            case null or "none": return new ToolChoice.None();
            default:
                field.RefuseOption("\"none\", \"auto\", \"required\" or an object that names a function");
                return new ToolChoice.None();
        }
    }

    private static Tool ReadTool(Field field)
    {
        if (!field.IsObject()) return new Tool("", default);
        ReadFunctionType(field["type"]);
        var function = field["function"];
        return function.IsRequiredObject() ? new Tool(ReadFunction(function), field.Copy()) : new Tool("", default);
    }

    private static string ReadFunction(Field function)
    {
        function["description"].Text();
        function["strict"].Flag();
        if (function["parameters"] is { IsAbsent: false } parameters) parameters.IsObject();
        return ReadName(function["name"]);
    }

    private static ToolChoice.Named ReadNamed(Field field, IReadOnlyList<Tool> tools)
    {
        ReadFunctionType(field["type"]);
        var function = field["function"];
        if (!function.IsRequiredObject()) return new("");
        var name = ReadName(function["name"]);
        if (tools.All(tool => tool.Name != name)) function["name"].RefuseValue("names no function among 'tools'");
        return new(name);
    }

    private static void ReadFunctionType(Field field)
    {
        var type = field.RequiredText();
        if (type != "function") field.RefuseUnsupportedValue("may only be \"function\"");
    }

    private static string ReadName(Field field)
    {
        var name = field.RequiredName(LongestName);
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) field.RefuseValue("may have only letters, digits, '_' and '-'");
        return name;
    }
}
