using System.Numerics;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Order of numbers across int, float and bool.</summary>
internal static class Numbers
{
    /// <summary>Below, at or above 0; null when one is no number or NaN. Exact: a large int is not rounded to a double first.</summary>
    public static int? Compare(Value a, Value b)
    {
        if (Expect.IsInteger(a, out var left) && Expect.IsInteger(b, out var right)) return left.CompareTo(right);
        if (!Expect.IsNumber(a, out var x) || !Expect.IsNumber(b, out var y) || double.IsNaN(x) || double.IsNaN(y)) return null;
        if (a is FloatValue && b is FloatValue) return x.CompareTo(y);
        return a is FloatValue ? -Compare(Whole(b), x) : Compare(Whole(a), y);
    }

    private static BigInteger Whole(Value value)
    {
        Expect.IsInteger(value, out var number);
        return number;
    }

    private static int Compare(BigInteger whole, double real)
    {
        if (double.IsInfinity(real)) return real > 0 ? -1 : 1;
        var floor = Math.Floor(real);
        var order = whole.CompareTo(new BigInteger(floor));
        return order == 0 && real > floor ? -1 : order;
    }
}
