namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Refuses what only a grammar could promise. The requests are read completely first, so what is wrong with them is said as well; this is the one place to open once workers step a grammar.</summary>
internal static class Constraints
{
    public static void RefuseFormat(Field field, RequestLimits limits)
    {
        if (ResponseFormatParser.Read(field, limits) is not ResponseFormat.Text)
            field["type"].RefuseUnsupportedValue("may only be \"text\": constrained answers are not supported");
    }

    public static ToolChoice ReadChoice(Field field, IReadOnlyList<Tool> tools)
    {
        var choice = ToolParser.ReadChoice(field, tools);
        if (choice is ToolChoice.Required or ToolChoice.Named)
            field.RefuseUnsupportedValue("may only be \"none\" or \"auto\": forced tool calls are not supported");
        return choice;
    }
}
