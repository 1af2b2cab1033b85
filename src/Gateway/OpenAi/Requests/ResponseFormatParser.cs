namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>Reads <c>response_format</c>.</summary>
internal static class ResponseFormatParser
{
    public static ResponseFormat Read(Field field, RequestLimits limits)
    {
        if (field.IsAbsent || !field.IsObject()) return new ResponseFormat.Text();
        switch (field["type"].RequiredText())
        {
            case "text": return new ResponseFormat.Text();
            case "json_object": return new ResponseFormat.JsonObject();
            case "json_schema": return ReadSchema(field["json_schema"], limits);
            default:
                field["type"].RefuseOption("\"text\", \"json_object\", \"json_schema\"");
                return new ResponseFormat.Text();
        }
    }

    private static ResponseFormat.JsonSchema ReadSchema(Field field, RequestLimits limits)
    {
        if (!field.IsRequiredObject()) return new("", null, false);
        field["description"].Text();
        var schema = field["schema"];
        return new(
            field["name"].RequiredName(limits.NameCharacters),
            schema.IsAbsent || !schema.IsObject() ? null : schema.Copy(),
            field["strict"].Flag() ?? false);
    }
}
