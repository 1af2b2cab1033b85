using System.Globalization;
using System.Numerics;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Numbers read from text as Python's int() and float() read them.</summary>
internal static class NumberText
{
    private const int MaxDigits = 300;

    /// <summary>Null when the text is no integer of that base.</summary>
    public static BigInteger? Integer(string text, int radix)
    {
        var digits = Clean(text);
        if (digits is null || digits.Length > MaxDigits || radix is < 2 or > 36) return null;
        var isNegative = digits.StartsWith('-');
        if (isNegative || digits.StartsWith('+')) digits = digits[1..];
        if (radix is 16 or 8 or 2 && digits.StartsWith(radix switch { 16 => "0x", 8 => "0o", _ => "0b" }, StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
        if (digits.Length == 0) return null;
        var number = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : radix;
            if (digit >= radix) return null;
            number = number * radix + digit;
        }
        return isNegative ? -number : number;
    }

    /// <summary>Null when the text is no number.</summary>
    public static double? Float(string text)
    {
        var digits = Clean(text);
        if (digits is null || digits.Length > MaxDigits) return null;
        switch (digits.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity": return digits.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
            case "nan": return double.NaN;
        }
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(digits, styles, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Without white space around and without underscores between digits; null when one stands elsewhere.</summary>
    private static string? Clean(string text)
    {
        var (from, to) = (0, text.Length);
        while (from < to && PythonSpace.Is(text[from])) from++;
        while (to > from && PythonSpace.Is(text[to - 1])) to--;
        if (to - from > 2 * MaxDigits) return null;
        var digits = text[from..to];
        for (var i = 0; i < digits.Length; i++)
            if (digits[i] == '_' && (i == 0 || i == digits.Length - 1 || !char.IsAsciiLetterOrDigit(digits[i - 1]) || !char.IsAsciiLetterOrDigit(digits[i + 1]))) return null;
        return digits.Replace("_", "", StringComparison.Ordinal);
    }
}
