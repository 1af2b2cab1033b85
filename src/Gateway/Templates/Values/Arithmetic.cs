using System.Numerics;
using System.Text;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Python's arithmetic on numbers, and + and * on strings, lists and tuples.</summary>
internal static class Arithmetic
{
    // More than any template counts; keeps printing and multiplying cheap.
    private const int MaxBits = 4096;

    public static Value Apply(Rendering rendering, string symbol, Value a, Value b)
    {
        if (a is TextValue format && symbol == "%") return Library.PercentFormat.Apply(rendering, format.Text, b);
        if (Expect.IsInteger(a, out var m) && Expect.IsInteger(b, out var n)) return Whole(rendering, symbol, m, n);
        if (Expect.IsNumber(a, out var x) && Expect.IsNumber(b, out var y)) return new FloatValue(Real(rendering, symbol, x, y));
        if (symbol == "+" && Joined(rendering, a, b) is { } joined) return joined;
        if (symbol == "*" && (Repeated(rendering, a, b) ?? Repeated(rendering, b, a)) is { } repeated) return repeated;
        if ((a as UndefinedValue ?? b as UndefinedValue) is { } undefined) throw rendering.Fail(undefined.Message);
        throw rendering.Fail(symbol == "+" && a is TextValue
            ? $"can only concatenate str (not \"{b.TypeName}\") to str"
            : $"unsupported operand type(s) for {symbol}: '{a.TypeName}' and '{b.TypeName}'");
    }

    public static Value Sign(Rendering rendering, bool isNegative, Value value)
    {
        if (value is FloatValue real) return isNegative ? new FloatValue(-real.Number) : real;
        var number = Expect.Integer(rendering, value, "what follows a sign");
        return new IntegerValue(isNegative ? -number : number);
    }

    private static Value Whole(Rendering rendering, string symbol, BigInteger a, BigInteger b)
    {
        if (symbol is "/" or "//" or "%" && b.IsZero) throw rendering.Fail("division by zero");
        switch (symbol)
        {
            case "/": return new FloatValue((double)a / (double)b);
            case "**" when b.Sign < 0: return new FloatValue(Real(rendering, symbol, (double)a, (double)b));
        }
        if (Bits(symbol, a, b) > MaxBits) throw rendering.Fail($"an integer would have more than {MaxBits} bits");
        return new IntegerValue(symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            // Rounded down, not towards zero; the remainder has the divisor's sign.
            "//" => (a - Remainder(a, b)) / b,
            "%" => Remainder(a, b),
            _ => Power(a, b),
        });
    }

    private static double Bits(string symbol, BigInteger a, BigInteger b) => symbol switch
    {
        "**" => BigInteger.Abs(a) <= 1 ? 1 : (double)b * a.GetBitLength(),
        "*" => a.GetBitLength() + b.GetBitLength(),
        _ => Math.Max(a.GetBitLength(), b.GetBitLength()),
    };

    private static BigInteger Remainder(BigInteger a, BigInteger b)
    {
        var rest = a % b;
        return !rest.IsZero && rest.Sign != b.Sign ? rest + b : rest;
    }

    // 1, 0 and -1 may be raised to anything.
    private static BigInteger Power(BigInteger a, BigInteger b) =>
        BigInteger.Abs(a) <= 1 ? (b.IsZero ? 1 : a.Sign < 0 && b.IsEven ? 1 : a) : BigInteger.Pow(a, (int)b);

    private static double Real(Rendering rendering, string symbol, double a, double b)
    {
        if (symbol is "/" or "//" or "%" && b == 0) throw rendering.Fail("float division by zero");
        if (symbol == "**" && a == 0 && b < 0) throw rendering.Fail("0.0 cannot be raised to a negative power");
        var result = symbol switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "//" => Math.Floor((a - Remainder(a, b)) / b + 0.5),
            "%" => Remainder(a, b),
            _ => Math.Pow(a, b),
        };
        if (symbol == "**" && !double.IsFinite(result) && double.IsFinite(a) && double.IsFinite(b)) throw rendering.Fail("the power is too large or no real number");
        return result;
    }

    private static double Remainder(double a, double b)
    {
        var rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    private static Value? Joined(Rendering rendering, Value a, Value b)
    {
        switch (a, b)
        {
            case (TextValue x, TextValue y):
                rendering.Allow((long)x.Text.Length + y.Text.Length);
                return rendering.Text(x.Text + y.Text);
            case (SequenceValue x, SequenceValue y) when a.GetType() == b.GetType():
                rendering.GrowItems((long)x.Elements.Count + y.Elements.Count);
                return x.With(x.Elements.Concat(y.Elements));
            default:
                return null;
        }
    }

    private static Value? Repeated(Rendering rendering, Value value, Value times)
    {
        if (value is not (TextValue or SequenceValue) || !Expect.IsInteger(times, out var number)) return null;
        var count = (long)BigInteger.Clamp(number, 0, int.MaxValue);
        if (value is SequenceValue sequence)
        {
            rendering.GrowItems(sequence.Elements.Count * count);
            return sequence.With(Enumerable.Repeat(sequence.Elements, sequence.Elements.Count == 0 ? 0 : (int)count).SelectMany(elements => elements));
        }
        var unit = ((TextValue)value).Text;
        rendering.Allow(unit.Length * count);
        return rendering.Text(unit.Length == 0 ? "" : new StringBuilder().Insert(0, unit, (int)count).ToString());
    }
}
