namespace Orchestrator.Tools.TrainDemoModel.Corpus.Skills;

/// <summary>A tool as a client offers it.</summary>
/// <param name="Name">By which it is called.</param>
/// <param name="Subject">What it deals with; two tools of one conversation deal with different things.</param>
/// <param name="Json">As clients of OpenAI's protocol send it.</param>
/// <param name="Use">Draws a use.</param>
internal sealed record OfferedTool(string Name, string Subject, string Json, Func<Dice, ToolUse> Use)
{
    /// <summary>A parameter of a tool; <paramref name="Values"/> are all that are allowed, or null.</summary>
    internal sealed record Parameter(string Name, string Type, string? About = null, bool Required = true, IReadOnlyList<string>? Values = null);

    /// <summary>The tool in JSON, in one of the forms that clients write.</summary>
    public static string Write(Dice dice, string name, string? about, IReadOnlyList<Parameter> parameters)
    {
        var properties = string.Join(", ", parameters.Select(parameter => $"\"{parameter.Name}\": {{\"type\": \"{parameter.Type}\""
            + (parameter.About is { } text ? $", \"description\": \"{text}\"" : "") + (parameter.Values is { } values ? $", \"enum\": {List(values)}" : "") + "}"));
        var required = dice.Chance(75) ? $", \"required\": {List(parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Name))}" : "";
        var closed = dice.Chance(15) ? ", \"additionalProperties\": false" : "";
        var schema = $"{{\"type\": \"object\", \"properties\": {{{properties}}}{required}{closed}}}";
        var described = about is null ? "" : $"\"description\": \"{about}\", ";
        return $"{{\"type\": \"function\", \"function\": {{\"name\": \"{name}\", {described}\"parameters\": {schema}}}}}";
    }

    private static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(value => $"\"{value}\""))}]";
}
