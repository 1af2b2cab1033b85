using System.Numerics;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Reads arguments as the types that functions need; fails with what was given instead.</summary>
internal static class Expect
{
    /// <summary>Whole numbers, and True and False as 1 and 0.</summary>
    public static bool IsInteger(Value value, out BigInteger number)
    {
        number = value switch
        {
            IntegerValue integer => integer.Number,
            BooleanValue boolean => boolean.IsTrue ? BigInteger.One : BigInteger.Zero,
            _ => default,
        };
        return value is IntegerValue or BooleanValue;
    }

    public static BigInteger Integer(Rendering rendering, Value value, string what) =>
        IsInteger(value, out var number) ? number : throw Wrong(rendering, value, what, "an integer");

    /// <summary>An integer cut to the range of int: beyond it, positions and counts mean the same.</summary>
    public static int Clamped(Rendering rendering, Value value, string what) =>
        (int)BigInteger.Clamp(Integer(rendering, value, what), int.MinValue + 1, int.MaxValue);

    /// <summary>A count or width; a missing or None one takes the default.</summary>
    public static int Clamped(Rendering rendering, Value? value, string what, int standard) =>
        value is null or NoneValue ? standard : Clamped(rendering, value, what);

    public static string Text(Rendering rendering, Value value, string what) =>
        value is TextValue text ? text.Text : throw Wrong(rendering, value, what, "a string");

    public static bool Truth(Value? value, bool standard = false) => value?.IsTrue ?? standard;

    /// <summary>A number as double; integers too large for one become infinite.</summary>
    public static bool IsNumber(Value value, out double number)
    {
        if (value is FloatValue real)
        {
            number = real.Number;
            return true;
        }
        var isInteger = IsInteger(value, out var integer);
        number = (double)integer;
        return isInteger;
    }

    /// <summary>Undefined values fail with their own message, which says what is missing.</summary>
    public static TemplateException Wrong(Rendering rendering, Value value, string what, string wanted) =>
        rendering.Fail(value is UndefinedValue undefined ? undefined.Message : $"{what} must be {wanted}, not '{value.TypeName}'");
}
