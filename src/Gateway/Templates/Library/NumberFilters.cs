using System.Globalization;
using System.Numerics;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Filters that give numbers.</summary>
internal static class NumberFilters
{
    public static IReadOnlyDictionary<string, Native> All { get; } = new Dictionary<string, Native>
    {
        ["abs"] = Abs,
        ["round"] = Round,
        ["int"] = Int,
        ["float"] = Float,
        ["sum"] = Sum,
    };

    private static Value Abs(Rendering r, Value value, Arguments a)
    {
        a.Bind(r, "abs", 0);
        return value is FloatValue real ? new FloatValue(Math.Abs(real.Number)) : new IntegerValue(BigInteger.Abs(Expect.Integer(r, value, "what abs takes")));
    }

    private static Value Round(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "round", 0, "precision", "method");
        var precision = Expect.Clamped(r, bound[0], "precision", 0);
        var method = bound[1] is null ? "common" : Expect.Text(r, bound[1]!, "method");
        if (Math.Abs((long)precision) > 300) throw r.Fail("round: the precision must lie between -300 and 300");
        if (!Expect.IsNumber(value, out var number)) throw Expect.Wrong(r, value, "what is rounded", "a number");
        var power = Math.Pow(10, precision);
        switch (method)
        {
            case "ceil": return new FloatValue(Math.Ceiling(number * power) / power);
            case "floor": return new FloatValue(Math.Floor(number * power) / power);
            case "common": break;
            default: throw r.Fail("round: the method must be common, ceil or floor");
        }
        if (Expect.IsInteger(value, out var whole)) return precision >= 0 ? new IntegerValue(whole) : throw r.Fail("round: an integer cannot be rounded to tens");
        if (!double.IsFinite(number)) return value;
        return new FloatValue(precision >= 0
            ? double.Parse(FloatText.Fixed(number, precision), CultureInfo.InvariantCulture)
            : Math.Round(number * power, MidpointRounding.ToEven) / power);
    }

    private static Value Int(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "int", 0, "default", "base");
        var radix = Expect.Clamped(r, bound[1], "base", 10);
        if (value is TextValue text && NumberText.Integer(text.Text, radix) is BigInteger parsed) return new IntegerValue(parsed);
        if (Expect.IsInteger(value, out var integer)) return new IntegerValue(integer);
        if (value is UndefinedValue undefined) throw r.Fail(undefined.Message);
        if (value is FloatValue { Number: double.PositiveInfinity or double.NegativeInfinity }) throw r.Fail("an infinite number has no integer");
        var number = value is FloatValue real ? real.Number : value is TextValue digits ? NumberText.Float(digits.Text) : null;
        return number is double finite && double.IsFinite(finite) ? new IntegerValue(new BigInteger(finite)) : bound[0] ?? new IntegerValue(0);
    }

    private static Value Float(Rendering r, Value value, Arguments a)
    {
        var standard = a.Bind(r, "float", 0, "default")[0] ?? new FloatValue(0);
        if (value is UndefinedValue undefined) throw r.Fail(undefined.Message);
        if (Expect.IsNumber(value, out var number)) return new FloatValue(number);
        return value is TextValue text && NumberText.Float(text.Text) is double parsed ? new FloatValue(parsed) : standard;
    }

    private static Value Sum(Rendering r, Value value, Arguments a)
    {
        var bound = a.Bind(r, "sum", 0, "attribute", "start");
        var path = AttributePath.One(bound[0]);
        var sum = bound[1] ?? new IntegerValue(0);
        foreach (var item in r.Each(value)) sum = Arithmetic.Apply(r, "+", sum, path.Of(r, item));
        return sum;
    }
}
