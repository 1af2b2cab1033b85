using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Template values from JSON, as Python's json.loads makes them: 1 is an int, 1.0 and 1e0 are floats.</summary>
internal static class JsonValues
{
    // Larger numbers are nobody's; reading one costs the square of its digits.
    private const int MaxDigits = 300;

    public static Value From(Rendering rendering, JsonElement json)
    {
        rendering.Spend(1);
        switch (json.ValueKind)
        {
            case JsonValueKind.Object: return Object(rendering, json);
            case JsonValueKind.Array: return Array(rendering, json);
            case JsonValueKind.String: return new TextValue(Text(rendering, json.GetString));
            case JsonValueKind.Number: return Number(rendering, json);
            case JsonValueKind.True: return BooleanValue.True;
            case JsonValueKind.False: return BooleanValue.False;
            default: return NoneValue.Instance;
        }
    }

    private static DictValue Object(Rendering rendering, JsonElement json)
    {
        rendering.Enter();
        var dict = new DictValue();
        foreach (var property in json.EnumerateObject())
            dict.Set(rendering, new TextValue(Text(rendering, () => property.Name)), From(rendering, property.Value));
        rendering.Leave();
        return dict;
    }

    private static ListValue Array(Rendering rendering, JsonElement json)
    {
        rendering.Enter();
        rendering.GrowItems(json.GetArrayLength());
        var list = new List<Value>(json.GetArrayLength());
        foreach (var item in json.EnumerateArray()) list.Add(From(rendering, item));
        rendering.Leave();
        return new ListValue(list);
    }

    private static Value Number(Rendering rendering, JsonElement json)
    {
        var digits = json.GetRawText();
        if (digits.Length > MaxDigits) throw rendering.Refuse($"a number has {digits.Length} digits, more than {MaxDigits}");
        return digits.AsSpan().ContainsAny('.', 'e', 'E')
            ? new FloatValue(double.Parse(digits, CultureInfo.InvariantCulture))
            : new IntegerValue(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
    }

    // JSON may escape half of a surrogate pair, which is no text.
    private static string Text(Rendering rendering, Func<string?> read)
    {
        try
        {
            return read()!;
        }
        catch (InvalidOperationException)
        {
            throw rendering.Refuse("a string holds an unpaired surrogate");
        }
    }
}
