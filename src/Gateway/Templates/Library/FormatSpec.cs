using System.Globalization;
using System.Numerics;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>[[fill]align][sign][#][0][width][,][.precision][type], which both kinds of formatting share.</summary>
internal sealed record FormatSpec(char Fill, char? Align, char Sign, bool Alternate, int Width, char? Grouping, int? Precision, char? Type)
{
    // Digits behind the point of a double: more than 1,074 are always zero, and each costs arithmetic.
    private const int MaxPrecision = 1100;

    /// <summary>After '%' rather than in braces: d cuts a float, s takes any value.</summary>
    public bool IsOldStyle { get; init; }

    public static FormatSpec Parse(Rendering r, string spec)
    {
        var i = 0;
        var (fill, align) = (' ', (char?)null);
        if (spec.Length > 1 && IsAlign(spec[1])) (fill, align, i) = (spec[0], spec[1], 2);
        else if (spec.Length > 0 && IsAlign(spec[0])) (align, i) = (spec[0], 1);
        var sign = i < spec.Length && spec[i] is '+' or '-' or ' ' ? spec[i++] : '-';
        var alternate = i < spec.Length && spec[i] == '#' && i++ >= 0;
        if (i < spec.Length && spec[i] == '0')
        {
            i++;
            if (align is null) (fill, align) = ('0', '=');
        }
        var width = Number(r, spec, ref i) ?? 0;
        char? grouping = i < spec.Length && spec[i] is ',' or '_' ? spec[i++] : null;
        int? precision = null;
        if (i < spec.Length && spec[i] == '.')
        {
            i++;
            precision = Number(r, spec, ref i) ?? throw r.Fail("format specifier missing precision");
        }
        char? type = i < spec.Length ? spec[i++] : null;
        if (i < spec.Length || type is not (null or 's' or 'd' or 'f' or 'F' or 'x' or 'X' or 'o' or 'b' or 'c' or '%'))
            throw r.Fail("the format specification is not supported");
        return new FormatSpec(fill, align, sign, alternate, width, grouping, precision, type);
    }

    /// <summary>Digits at a position; null when there are none.</summary>
    public static int? Number(Rendering r, string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        if (at == start) return null;
        return int.TryParse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture, out var number) ? number : throw r.Fail("too many digits in a format string");
    }

    public string Apply(Rendering r, Value value)
    {
        if (Precision > MaxPrecision && Type is not ('s' or 'r' or null)) throw r.Fail($"a precision above {MaxPrecision} is not supported");
        var isNumber = Expect.IsNumber(value, out var number) && !(Type is 's' or 'r' or 'c') && !(Type is null && value is BooleanValue);
        if (!isNumber) return Padded(r, "", Text(r, value), '<');
        var isReal = Type is 'f' or 'F' or '%' || (Type is null && value is FloatValue);
        var digits = isReal ? Real(r, value, Math.Abs(number)) : Whole(r, value);
        var isNegative = isReal ? double.IsNegative(number) : number < 0;
        return Padded(r, isNegative ? "-" : Sign == '-' ? "" : Sign.ToString(), Grouped(digits), '>');
    }

    private string Text(Rendering r, Value value)
    {
        if (Type is 'c') return Character(r, value);
        if (Type is not (null or 's' or 'r')) throw r.Fail($"the format '{Type}' needs a number, not '{value.TypeName}'");
        var text = value.ToText(r);
        if (Type == 'r')
        {
            var repr = new TextBuilder(r);
            value.WriteRepr(r, repr);
            text = repr.ToString();
        }
        return Precision is int length ? new Slice(null, length, null).Of(r, text) : text;
    }

    private static string Character(Rendering r, Value value)
    {
        if (value is TextValue { Length: 1 } text) return text.Text;
        var code = Expect.Integer(r, value, "what %c takes");
        return code >= 0 && code <= 0x10ffff && Rune((int)code) is { } character ? character : throw r.Fail("%c needs one character");
    }

    private static string? Rune(int code) => System.Text.Rune.IsValid(code) ? char.ConvertFromUtf32(code) : null;

    private string Real(Rendering r, Value value, double magnitude)
    {
        if (Type is null) return Precision is null ? FloatText.Repr(magnitude) : throw r.Fail("a precision without a type is not supported");
        var percent = Type == '%';
        return FloatText.Fixed(percent ? magnitude * 100 : magnitude, Precision ?? 6) + (percent ? "%" : "");
    }

    private string Whole(Rendering r, Value value)
    {
        if (value is FloatValue real)
        {
            if (!IsOldStyle || Type != 'd' || !double.IsFinite(real.Number)) throw r.Fail($"the format '{Type}' needs an integer, not 'float'");
            value = new IntegerValue(new BigInteger(real.Number));
        }
        var number = BigInteger.Abs(Expect.Integer(r, value, "what is formatted"));
        var digits = Type switch
        {
            'x' => Radix(number, 16),
            'X' => Radix(number, 16).ToUpperInvariant(),
            'o' => Radix(number, 8),
            'b' => Radix(number, 2),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
        if (IsOldStyle && Precision is int length) digits = digits.PadLeft(length, '0');
        return Alternate && Type is 'x' or 'X' or 'o' or 'b' ? $"0{Type}{digits}" : digits;
    }

    private static string Radix(BigInteger number, int radix)
    {
        var digits = new System.Text.StringBuilder();
        for (; !number.IsZero; number /= radix) digits.Insert(0, "0123456789abcdef"[(int)(number % radix)]);
        return digits.Length == 0 ? "0" : digits.ToString();
    }

    private string Grouped(string digits)
    {
        if (Grouping is not char separator) return digits;
        var whole = digits.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : digits.Length;
        for (var at = whole - 3; at > 0; at -= 3) digits = digits.Insert(at, separator.ToString());
        return digits;
    }

    private string Padded(Rendering r, string sign, string text, char standard)
    {
        var align = Align ?? standard;
        if (align == '=') return sign + TextPadding.Pad(r, text, Width - sign.Length, TextSide.Left, Fill);
        var body = sign + text;
        // Unlike str.center, the odd one always goes right.
        if (align == '^') body = TextPadding.Pad(r, body, (Width + CodePoints.Count(body)) / 2, TextSide.Left, Fill);
        return TextPadding.Pad(r, body, Width, align == '>' ? TextSide.Left : TextSide.Right, Fill);
    }

    private static bool IsAlign(char c) => c is '<' or '>' or '^' or '=';
}
