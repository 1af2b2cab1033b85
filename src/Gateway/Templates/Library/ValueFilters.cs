using System.Text.Json;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Filters on values of any type: default, attr, items, tojson, from_json.</summary>
internal static class ValueFilters
{
    public static IReadOnlyDictionary<string, Native> All { get; } = new Dictionary<string, Native>
    {
        ["default"] = Default,
        ["d"] = Default,
        ["attr"] = Attr,
        ["items"] = Items,
        ["tojson"] = ToJson,
        // Not Jinja's: llama.cpp's templates for DeepSeek use it.
        ["from_json"] = FromJson,
    };

    private static Value Default(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "default", 0, "default_value", "boolean");
        var isMissing = value is UndefinedValue || (Expect.Truth(bound[1]) && !value.IsTrue);
        return isMissing ? bound[0] ?? new TextValue("") : value;
    }

    private static Value Attr(Rendering r, Value value, Arguments a)
    {
        var name = new TextValue(Expect.Text(r, a.Bind(r, "attr", 1, "name")[0]!, "an attribute's name"));
        return (name.Text.StartsWith('_') ? null : value.Attribute(r, name.Text)) ?? UndefinedValue.Missing(value, name);
    }

    private static GeneratorValue Items(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "items", 0);
        return value switch
        {
            DictValue dict => new GeneratorValue(new DictView(dict, DictPart.Items).Items(r)),
            UndefinedValue => new GeneratorValue([]),
            _ => new GeneratorValue(NoItems(r, value)),
        };
    }

    // The error comes with the first item, as in Jinja, whose filter is lazy.
    private static IEnumerable<Value> NoItems(Rendering r, Value value)
    {
        if (value is not DictValue) throw r.Fail($"items needs a dictionary, not '{value.TypeName}'");
        yield break;
    }

    private static TextValue ToJson(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        var text = new TextBuilder(r);
        new JsonText(r, text, JsonLayout.From(r, bound)).Write(value);
        return r.Text(text.ToString());
    }

    private static Value FromJson(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "from_json", 0);
        var text = Expect.Text(r, value, "what from_json reads");
        r.Spend(text.Length >> 2);
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonValues.From(r, document.RootElement);
        }
        catch (JsonException e)
        {
            throw r.Fail($"from_json: {e.Message}");
        }
    }
}
