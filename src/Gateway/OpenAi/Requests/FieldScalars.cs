using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.OpenAi.Requests;

// Texts, flags and numbers.
internal readonly partial struct Field
{
    /// <summary>Null when absent.</summary>
    public bool? Flag()
    {
        if (IsAbsent) return null;
        if (_value.ValueKind is JsonValueKind.True or JsonValueKind.False) return _value.GetBoolean();
        RefuseType("a boolean");
        return null;
    }

    /// <summary>Null when absent. Any length, empty too.</summary>
    public string? Text()
    {
        if (IsAbsent) return null;
        // The scan has seen to it that every string is whole Unicode; GetString cannot throw.
        if (_value.ValueKind == JsonValueKind.String) return _value.GetString();
        RefuseType("a string");
        return null;
    }

    /// <summary>Null when absent. Not empty, and at most <paramref name="limit"/> UTF-16 units.</summary>
    public string? Name(int limit)
    {
        var text = Text();
        if (text is { Length: 0 }) _verdict.Refuse(FieldRefusals.EmptyText(Path));
        if (text?.Length > limit) _verdict.Refuse(FieldRefusals.TextTooLong(Path, limit, text.Length));
        return text;
    }

    /// <summary>As <see cref="Text"/>, but absent is refused.</summary>
    public string RequiredText()
    {
        if (IsAbsent) RefuseAbsence("a string");
        return Text() ?? "";
    }

    /// <summary>As <see cref="Name"/>, but absent is refused.</summary>
    public string RequiredName(int limit)
    {
        if (IsAbsent) RefuseAbsence("a string");
        return Name(limit) ?? "";
    }

    public int? Int(int least, int most) => (int?)Long(least, most);

    /// <summary>As <see cref="Int"/>, but absent is refused.</summary>
    public int RequiredInt(int least, int most)
    {
        if (IsAbsent) RefuseAbsence("an integer");
        return Int(least, most) ?? least;
    }

    /// <summary>Null when absent. 3, 3.0 and 3e0 are the same integer, as in JSON Schema; "3" and 3.5 are none.</summary>
    public long? Long(long least, long most)
    {
        if (IsAbsent) return null;
        if (_value.ValueKind != JsonValueKind.Number)
        {
            RefuseType("an integer");
            return null;
        }
        if (_value.TryGetInt64(out var integer))
        {
            if (integer >= least && integer <= most) return integer;
            RefuseInteger(least, most, integer > most);
        }
        else if (_value.TryGetDecimal(out var exact))
        {
            if (exact != decimal.Truncate(exact)) RefuseType("an integer");
            else if (exact >= least && exact <= most) return (long)exact;
            else RefuseInteger(least, most, exact > most);
        }
        // Beyond 28 digits: too large, or a fraction too long to be an integer.
        else if (_value.GetDouble() is var vast && Math.Abs(vast) >= 1) RefuseInteger(least, most, vast > 0);
        else RefuseType("an integer");
        return null;
    }

    /// <summary>Null when absent. The bounds belong to the range.</summary>
    public float? Number(double least, double most)
    {
        if (Double() is not { } number) return null;
        if (number >= least && number <= most) return (float)number;
        _verdict.Refuse(FieldRefusals.NumberOutside(Path, $"between {least} and {most}", Excerpt.Of(_value), number > most));
        return null;
    }

    /// <summary>Null when absent. Above 0 also as a single-precision number, which is what the sampler computes with.</summary>
    public float? PositiveNumber(double most)
    {
        if (Double() is not { } number) return null;
        if ((float)number > 0 && number <= most) return (float)number;
        _verdict.Refuse(FieldRefusals.NumberOutside(Path, $"above 0 and at most {most}", Excerpt.Of(_value), number > most));
        return null;
    }

    // 1e400 reads as infinity and falls to the range check.
    private double? Double()
    {
        if (IsAbsent) return null;
        if (_value.ValueKind == JsonValueKind.Number) return _value.GetDouble();
        RefuseType("a number");
        return null;
    }

    private void RefuseInteger(long least, long most, bool above) =>
        _verdict.Refuse(FieldRefusals.IntegerOutside(Path, least, most, Excerpt.Of(_value), above));
}
